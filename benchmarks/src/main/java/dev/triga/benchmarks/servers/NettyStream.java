package dev.triga.benchmarks.servers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// A server of Netty's that writes blocks to each connection while it is writable, as its users
/// write it.
///
/// Arguments: the transport, see [NettyServer], and the size of a block in bytes.
public final class NettyStream {
  private NettyStream() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    int size = Integer.parseInt(args[1]);
    NettyServer.serve(args[0], () -> new Source(size));
  }

  private static final class Source extends ChannelInboundHandlerAdapter {
    private final ByteBuf block;

    Source(int size) {
      block = Unpooled.unreleasableBuffer(Unpooled.directBuffer(size).writeZero(size));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      pour(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      pour(context);
    }

    /// The peer has left in the middle of a block, as it does at the end of each window.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // Nobody waits for the end of it.
      var _ = context.close();
    }

    private void pour(ChannelHandlerContext context) {
      while (context.channel().isWritable()) {
        // A write that fails closes the channel, which ends the measurement with an error.
        var _ = context.write(block.retainedDuplicate(), context.voidPromise());
      }
      context.flush();
    }
  }
}
