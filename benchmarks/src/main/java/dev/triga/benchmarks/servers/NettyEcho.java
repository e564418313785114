package dev.triga.benchmarks.servers;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Netty's echo server on one event loop, as its users write it: write on read, flush when the
/// batch of reads is complete.
///
/// Arguments: the transport, see [NettyServer]; then `close` to close each connection after its
/// first echo.
public final class NettyEcho {
  private NettyEcho() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    boolean close = args.length > 1 && args[1].equals("close");
    ChannelHandler echo = close ? new EchoOnce() : new Echo();
    NettyServer.serve(args[0], () -> echo);
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
