package dev.triga.benchmarks.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
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
import io.netty.handler.ssl.SslContext;
import io.netty.util.internal.PlatformDependent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A server of Netty's on one event loop, whatever it serves.
final class NettyServer {
  private static final short BUFFER_GROUP = 1;

  private NettyServer() {}

  /// Serves on a free port of the loopback address until stdin ends.
  ///
  /// @param transport `nio`, `epoll`, `io_uring` or `io_uring-ring` (with a ring of provided
  ///   buffers)
  /// @param handler makes what serves a connection
  static void serve(String transport, Supplier<ChannelHandler> handler) throws Exception {
    serve(transport, new Connections(null, handler));
  }

  /// Likewise, with TLS.
  static void serveTls(String transport, SslContext tls, Supplier<ChannelHandler> handler)
      throws Exception {
    serve(transport, new Connections(tls, handler));
  }

  private static void serve(String transport, Connections connections) throws Exception {
    var server = new ServerBootstrap().childOption(ChannelOption.TCP_NODELAY, true);
    switch (transport) {
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
      default -> throw new IllegalArgumentException("Unknown transport " + transport);
    }
    server.option(ChannelOption.SO_BACKLOG, 4096).childHandler(connections);
    var channel =
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).sync().channel();
    ControlLine.serve(
        ((InetSocketAddress) channel.localAddress()).getPort(),
        PlatformDependent::usedDirectMemory);
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

  /// Gives each connection what serves it.
  private static final class Connections extends ChannelInitializer<SocketChannel> {
    private final @Nullable SslContext tls;
    private final Supplier<ChannelHandler> handler;

    Connections(@Nullable SslContext tls, Supplier<ChannelHandler> handler) {
      this.tls = tls;
      this.handler = handler;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      channel.pipeline().addLast(handler.get());
    }
  }
}
