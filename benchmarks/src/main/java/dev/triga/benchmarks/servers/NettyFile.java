package dev.triga.benchmarks.servers;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import java.io.File;

/// A server of Netty's that sends a file to each connection, over and over.
///
/// Arguments: the transport, see [NettyServer], and the file.
public final class NettyFile {
  private NettyFile() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    var file = new File(args[1]);
    NettyServer.serve(args[0], () -> new Sender(file));
  }

  private static final class Sender extends ChannelInboundHandlerAdapter {
    private final File file;

    Sender(File file) {
      this.file = file;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      // The second waits while the first is sent, so that there is always something to send.
      sendOnce(context);
      sendOnce(context);
    }

    /// The peer has left in the middle, as it does at the end of each window.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // Nobody waits for the end of it.
      var _ = context.close();
    }

    private void sendOnce(ChannelHandlerContext context) {
      ChannelFuture sent = context.writeAndFlush(new DefaultFileRegion(file, 0, file.length()));
      // The same future, which is not needed twice.
      var _ =
          sent.addListener(
              (ChannelFutureListener)
                  done -> {
                    if (done.isSuccess()) {
                      sendOnce(context);
                    }
                  });
    }
  }
}
