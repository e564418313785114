package dev.triga.benchmarks.servers;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Netty's datagram echo on one event loop, as its users write it: write on read, flush when the
/// batch of reads is complete.
///
/// Arguments: `nio`, `epoll` or `epoll-batch` (several datagrams per receive, for which Netty wants
/// to know how large one may be).
public final class NettyDatagrams {
  private static final int DATAGRAM_BYTES = 2048;
  private static final int BATCH = 16;

  private NettyDatagrams() {}

  /// Serves until stdin ends.
  public static void main(String[] args) throws Exception {
    var server = new Bootstrap();
    switch (args[0]) {
      case "nio" -> use(server, NioIoHandler.newFactory(), NioDatagramChannel.class);
      case "epoll", "epoll-batch" -> {
        if (!Epoll.isAvailable()) {
          ControlLine.skip("Netty: no epoll: " + Epoll.unavailabilityCause());
        }
        use(server, EpollIoHandler.newFactory(), EpollDatagramChannel.class);
        if (args[0].equals("epoll-batch")) {
          server
              .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM_BYTES)
              .option(
                  ChannelOption.RECVBUF_ALLOCATOR,
                  new FixedRecvByteBufAllocator(DATAGRAM_BYTES * BATCH));
        }
      }
      default -> throw new IllegalArgumentException("Unknown transport " + args[0]);
    }
    var channel =
        server
            .handler(new Echo())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    ControlLine.serve(((InetSocketAddress) channel.localAddress()).getPort());
  }

  private static void use(Bootstrap server, IoHandlerFactory io, Class<? extends Channel> channel) {
    server.group(new MultiThreadIoEventLoopGroup(1, io)).channel(channel);
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var packet = (DatagramPacket) message;
      var _ =
          context.write(
              new DatagramPacket(packet.content(), packet.sender()), context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }
}
