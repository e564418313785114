package dev.triga.benchmarks.micro;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.TimeUnit;

/// One of Netty's event loops.
final class NettyLoop implements LoopSubject {
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;

  private NettyLoop(IoHandlerFactory io) {
    group = new MultiThreadIoEventLoopGroup(1, io);
    loop = group.next();
  }

  static NettyLoop nio() {
    return new NettyLoop(NioIoHandler.newFactory());
  }

  static NettyLoop epoll() {
    return new NettyLoop(EpollIoHandler.newFactory());
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
