package dev.triga.benchmarks.micro;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;

/// Triga's scheduled calls, used on the reactor's turn.
final class TrigaTimers implements TimerSubject {
  private final Reactor reactor;

  TrigaTimers(String driver) {
    reactor = Reactor.builder().driver(driver).open().start();
  }

  @Override
  public void runAtHome(Runnable work) {
    Waiting.run(work, reactor);
  }

  @Override
  public Object schedule(Delay delay, Runnable task) {
    return reactor.schedule(delay.duration(), task);
  }

  @Override
  public void cancel(Object call) {
    ((ScheduledCall) call).cancel();
  }

  @Override
  public void close() {
    reactor.close();
  }
}
