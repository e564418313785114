package dev.triga.loop;

import dev.triga.reactor.Reactor;
import dev.triga.reactor.SystemEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// The one life of several reactors. Any thread.
public final class GroupLife {
  private final List<Reactor> reactors;
  private final CountDownLatch stopped;
  private final AtomicBoolean isStarted = new AtomicBoolean();
  private final AtomicBoolean isStopping = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /// Ties the reactors together, none of which may have run.
  public GroupLife(List<Reactor> reactors) {
    this.reactors = List.copyOf(reactors);
    this.stopped = new CountDownLatch(reactors.size());
    var first = reactors.getFirst();
    // By then its ports are closed, and connections that it has handed over have been submitted.
    first.events().during(SystemEvent.SHUTDOWN, this::stopOthers);
    for (var other : reactors.subList(1, reactors.size())) {
      other.events().before(SystemEvent.SHUTDOWN, this::stop);
    }
  }

  private void stopOthers() {
    isStopping.set(true);
    reactors.subList(1, reactors.size()).forEach(Reactor::stop);
  }

  /// Starts all of them on threads of their own.
  public void start() {
    begin();
    var running = new CountDownLatch(reactors.size());
    for (var reactor : reactors) {
      startThread(reactor, running);
    }
    awaitUninterruptibly(running);
  }

  /// Runs the first one here and the others on threads of their own.
  public void run() {
    begin();
    var running = new CountDownLatch(reactors.size() - 1);
    for (var other : reactors.subList(1, reactors.size())) {
      startThread(other, running);
    }
    live(reactors.getFirst());
    awaitUninterruptibly(stopped);
    switch (failure.get()) {
      case null -> {}
      case Error error -> throw error;
      case Throwable thrown -> throw (RuntimeException) thrown;
    }
  }

  private void begin() {
    if (isStarted.getAndSet(true)) {
      throw new IllegalStateException(
          "the group of reactor '" + reactors.getFirst().name() + "' was started before");
    }
  }

  private void startThread(Reactor reactor, CountDownLatch running) {
    reactor.whenRunning(running::countDown);
    new Thread(
            () -> {
              try {
                live(reactor);
              } finally {
                running.countDown();
              }
            },
            reactor.name())
        .start();
  }

  /// A reactor's whole life, on the calling thread. What it ends with ends all of them.
  private void live(Reactor reactor) {
    try {
      reactor.run();
    } catch (Throwable t) {
      failure.compareAndSet(null, t);
    } finally {
      stopped.countDown();
      isStopping.set(true);
      reactors.forEach(Reactor::stop);
    }
  }

  /// Asks the first to stop, which the others follow.
  public boolean stop() {
    boolean isFirst = !isStopping.getAndSet(true);
    reactors.getFirst().stop();
    return isFirst;
  }

  /// Waits for all of them.
  public boolean awaitStopped(Duration wait) throws InterruptedException {
    return stopped.await(TimerInstant.after(0, wait), TimeUnit.NANOSECONDS);
  }

  /// What the first that failed ended with.
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /// Stops, waits and frees, on whichever threads they run.
  public void close() {
    stop();
    if (reactors.stream().anyMatch(Reactor::isOnTurn)) {
      return;
    }
    if (isStarted.getAndSet(true)) {
      awaitUninterruptibly(stopped);
    }
    reactors.forEach(Reactor::close);
    while (stopped.getCount() > 0) {
      // They never ran.
      stopped.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean isInterrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
