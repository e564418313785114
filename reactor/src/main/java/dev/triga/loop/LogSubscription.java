package dev.triga.loop;

import dev.triga.reactor.LogObserver;
import dev.triga.reactor.Registration;
import java.util.List;

/// An observer's place at a log.
final class LogSubscription implements Registration {
  final LogObserver observer;
  private final List<LogSubscription> home;
  private final long firstNumber;
  private volatile boolean isOver;

  /// @param home the list that it will be taken from; safe for any thread
  /// @param firstNumber the number of the first entry it is meant for
  LogSubscription(LogObserver observer, List<LogSubscription> home, long firstNumber) {
    this.observer = observer;
    this.home = home;
    this.firstNumber = firstNumber;
  }

  boolean wants(LogDelivery delivery) {
    return !isOver && delivery.number() >= firstNumber && delivery.maker() != this;
  }

  @Override
  public synchronized boolean cancel() {
    boolean won = !isOver;
    isOver = true;
    home.remove(this);
    return won;
  }
}
