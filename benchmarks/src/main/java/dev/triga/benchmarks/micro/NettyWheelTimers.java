package dev.triga.benchmarks.micro;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Netty's hashed wheel timer, with ticks of 1 ms and a wheel large enough for its rounds to stay
/// few. It is used from any thread; its own thread files and fires.
final class NettyWheelTimers implements TimerSubject {
  private static final int SLOTS = 8192;

  private final HashedWheelTimer timer = new HashedWheelTimer(1, TimeUnit.MILLISECONDS, SLOTS);
  private @Nullable Runnable lastTask;
  private TimerTask lastTimerTask = timeout -> {};

  @Override
  public void runAtHome(Runnable work) {
    work.run();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // The same object again, not an equal one.
  public Object schedule(Delay delay, Runnable task) {
    if (task != lastTask) {
      lastTask = task;
      lastTimerTask = timeout -> task.run();
    }
    return timer.newTimeout(lastTimerTask, delay.nanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void cancel(Object call) {
    ((Timeout) call).cancel();
  }

  @Override
  public void close() {
    timer.stop();
  }
}
