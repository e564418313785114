package dev.triga.benchmarks.micro;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// The scheduled tasks of Netty's event loop, used on its thread.
final class NettyLoopTimers implements TimerSubject {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();

  @Override
  public void runAtHome(Runnable work) {
    Waiting.run(work, loop);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // It is what cancel takes.
  public Object schedule(Delay delay, Runnable task) {
    return loop.schedule(task, delay.nanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void cancel(Object call) {
    ((ScheduledFuture<?>) call).cancel(false);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
