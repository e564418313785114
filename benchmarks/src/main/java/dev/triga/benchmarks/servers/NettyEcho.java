package dev.triga.benchmarks.servers;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Netty's echo server on one event loop, as its users write it: write on read, flush when the
/// batch of reads is complete.
///
/// Arguments: the transport, see [NettyServer]; then `close` to close each connection after its
/// first echo, or `tls` (the JDK's) or `tcnative` and a key file to speak TLS.
public final class NettyEcho {
  private NettyEcho() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    List<String> wishes = Arrays.asList(args);
    ChannelHandler echo = wishes.contains("close") ? new EchoOnce() : new Echo();
    int tls = Math.max(wishes.indexOf("tls"), wishes.indexOf("tcnative"));
    if (tls >= 0) {
      var security = NettyTls.of(args[tls], Path.of(args[tls + 1]));
      NettyServer.serveTls(args[0], security, () -> echo);
    } else {
      NettyServer.serve(args[0], () -> echo);
    }
  }

  /// Echoes until the peer closes.
  @ChannelHandler.Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      // A write that fails closes the channel, which ends the measurement with an error.
      var _ = context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  /// Echoes once and closes.
  @ChannelHandler.Sharable
  private static final class EchoOnce extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
