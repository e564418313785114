package dev.triga.benchmarks.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Netty's echo server on one event loop, as its users write it: write on read, flush when the
/// batch of reads is complete.
///
/// Arguments: `nio`, `epoll`, `io_uring` or `io_uring-ring` (with a ring of provided buffers); then
/// `close` to close each connection after its first echo.
public final class NettyEcho {
  private static final short BUFFER_GROUP = 1;

  private NettyEcho() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    boolean close = args.length > 1 && args[1].equals("close");
    var server = new ServerBootstrap().childOption(ChannelOption.TCP_NODELAY, true);
    switch (args[0]) {
      case "nio" -> use(server, NioIoHandler.newFactory(), NioServerSocketChannel.class);
      case "epoll" -> {
        if (!Epoll.isAvailable()) {
          ControlLine.skip("Netty: no epoll: " + Epoll.unavailabilityCause());
        }
        use(server, EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
      }
      case "io_uring" -> {
        requireRing();
        use(server, IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
      }
      case "io_uring-ring" -> {
        requireRing();
        if (!IoUring.isRegisterBufferRingSupported()) {
          ControlLine.skip("Netty: no buffer rings in this kernel");
        }
        use(server, IoUringIoHandler.newFactory(withRing()), IoUringServerSocketChannel.class);
        server.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
      }
      default -> throw new IllegalArgumentException("Unknown transport " + args[0]);
    }
    server.option(ChannelOption.SO_BACKLOG, 4096).childHandler(new Connections(close));
    var channel =
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
    ControlLine.serve(((InetSocketAddress) channel.localAddress()).getPort());
  }

  private static void use(
      ServerBootstrap server, IoHandlerFactory io, Class<? extends ServerChannel> channel) {
    server.group(new MultiThreadIoEventLoopGroup(1, io)).channel(channel);
  }

  private static void requireRing() {
    if (!IoUring.isAvailable()) {
      ControlLine.skip("Netty: no io_uring: " + IoUring.unavailabilityCause());
    }
  }

  private static IoUringIoHandlerConfig withRing() {
    return new IoUringIoHandlerConfig()
        .setBufferRingConfig(
            IoUringBufferRingConfig.builder()
                .bufferGroupId(BUFFER_GROUP)
                .bufferRingSize((short) 4096)
                .batchSize(32)
                .allocator(new IoUringFixedBufferRingAllocator(2048))
                .build());
  }

  /// Gives each connection its echo.
  private static final class Connections extends ChannelInitializer<SocketChannel> {
    private final ChannelHandler echo;

    Connections(boolean close) {
      echo = close ? new EchoOnce() : new Echo();
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      channel.pipeline().addLast(echo);
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
