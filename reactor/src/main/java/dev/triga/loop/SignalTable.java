package dev.triga.loop;

import dev.triga.reactor.Halt;
import dev.triga.reactor.Log;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.Registration;
import dev.triga.reactor.Signal;
import dev.triga.reactor.Signals;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// A reactor's handlers of signals and its default for INT and TERM. Any thread.
///
/// A signal with handlers calls them on the turn. The default acts at once, on the JVM's signal
/// thread, so that it works while a callback is stuck: INT and TERM ask the reactor to stop, and a
/// second INT ends it at once. Should even that not help, the signal is given back: a third INT is
/// the JVM's own, which exits.
public final class SignalTable implements Signals {
  /// What a shell reports for a program that INT has ended.
  static final int INTERRUPTED_EXIT_CODE = 130;

  /// A JVM numbers the thread it begins with first: 3 in JDK 25, and 1 before. It may have been
  /// renamed.
  private static final long LARGEST_MAIN_THREAD_NUMBER = 3;

  private static final Set<Signal> WITH_DEFAULT = EnumSet.of(Signal.INT, Signal.TERM);

  private final String reactorName;
  private final Turn turn;
  private final Failures failures;
  private final Log log;
  private final SignalHub hub;
  private final Runnable stop;
  private final Consumer<Halt> haltNow;
  private final SignalHub.Receiver receiver = this::arrived;

  // Guarded by this.
  private final List<SignalSubscription> subscriptions = new ArrayList<>();
  private final Set<Signal> installedDefaults = EnumSet.noneOf(Signal.class);
  private boolean isWithoutDefaults;
  private boolean isClosed;
  private int interrupts;

  /// The table of a reactor.
  ///
  /// @param stop asks the reactor to stop in order; any thread
  /// @param haltNow ends the reactor without any event and has its `run` throw the halt; any thread
  public SignalTable(
      String reactorName,
      Turn turn,
      Failures failures,
      Log log,
      Runnable stop,
      Consumer<Halt> haltNow) {
    this(reactorName, turn, failures, log, stop, haltNow, SignalHub.PROCESS);
  }

  SignalTable(
      String reactorName,
      Turn turn,
      Failures failures,
      Log log,
      Runnable stop,
      Consumer<Halt> haltNow,
      SignalHub hub) {
    this.reactorName = reactorName;
    this.turn = turn;
    this.failures = failures;
    this.log = log;
    this.stop = stop;
    this.haltNow = haltNow;
    this.hub = hub;
  }

  @Override
  public synchronized Registration on(Signal signal, Consumer<Signal> action) {
    Objects.requireNonNull(action, "action");
    if (isClosed) {
      throw new ReactorStoppedException("a handler of signal " + signal, reactorName);
    }
    try {
      hub.join(signal, receiver);
    } catch (UnsupportedOperationException e) {
      log.warning(String.valueOf(e.getMessage()));
      throw e;
    }
    var subscription = new SignalSubscription(signal, action, this);
    subscriptions.add(subscription);
    return subscription;
  }

  void removed(SignalSubscription subscription) {
    subscriptions.remove(subscription);
    leaveIfUnused(subscription.signal);
  }

  private void leaveIfUnused(Signal signal) {
    if (!installedDefaults.contains(signal) && handlers(signal).isEmpty()) {
      hub.leave(signal, receiver);
    }
  }

  @Override
  public void raise(Signal signal) {
    Objects.requireNonNull(signal, "signal");
    turn.execute(() -> dispatch(signal));
  }

  @Override
  public synchronized void withoutDefaults() {
    isWithoutDefaults = true;
  }

  /// Installs the defaults for INT and TERM, unless the user does not want them. The reactor calls
  /// it when it begins to run on the JVM's main thread. A signal that cannot be had is left alone.
  public synchronized void installDefaults() {
    if (isWithoutDefaults || isClosed) {
      return;
    }
    for (Signal signal : WITH_DEFAULT) {
      try {
        hub.join(signal, receiver);
        installedDefaults.add(signal);
      } catch (UnsupportedOperationException e) {
        log.info(() -> e.getMessage() + "; it does not stop reactor '" + reactorName + "'");
      }
    }
  }

  /// Takes the defaults back, when the reactor no longer runs on the main thread.
  public synchronized void removeDefaults() {
    for (Signal signal : WITH_DEFAULT) {
      if (installedDefaults.remove(signal)) {
        leaveIfUnused(signal);
      }
    }
  }

  /// Ends all registrations, with the reactor.
  public synchronized void close() {
    isClosed = true;
    removeDefaults();
    for (SignalSubscription subscription : List.copyOf(subscriptions)) {
      subscription.cancel();
    }
  }

  /// Whether a thread is the JVM's main thread, on which `run` installs the defaults.
  public static boolean isMainThread(Thread thread) {
    if (thread.threadId() <= LARGEST_MAIN_THREAD_NUMBER) {
      return true;
    }
    var group = thread.getThreadGroup();
    return thread.getName().equals("main") && group != null && group.getName().equals("main");
  }

  private void arrived(Signal signal) {
    boolean isHandled;
    synchronized (this) {
      isHandled = !handlers(signal).isEmpty();
    }
    if (!isHandled) {
      byDefault(signal);
      return;
    }
    try {
      turn.execute(() -> dispatch(signal));
    } catch (RejectedExecutionException e) {
      log.debug(() -> "signal " + signal + " came after the stop");
    }
  }

  /// On the turn.
  private void dispatch(Signal signal) {
    List<SignalSubscription> handlers;
    synchronized (this) {
      handlers = handlers(signal);
    }
    if (handlers.isEmpty()) {
      byDefault(signal);
      return;
    }
    for (SignalSubscription handler : handlers) {
      if (!handler.isOver()) {
        call(handler);
      }
    }
  }

  private void call(SignalSubscription handler) {
    try {
      handler.action.accept(handler.signal);
    } catch (Throwable error) {
      failures.report("handler of signal " + handler.signal, handler.action, error, null);
    }
  }

  private void byDefault(Signal signal) {
    int interrupt = 0;
    synchronized (this) {
      if (isWithoutDefaults || !WITH_DEFAULT.contains(signal)) {
        return;
      }
      if (signal == Signal.INT) {
        interrupt = ++interrupts;
        if (interrupt == 2 && installedDefaults.remove(signal)) {
          leaveIfUnused(signal);
        }
      }
    }
    if (interrupt < 2) {
      log.debug(() -> "signal " + signal + " stops reactor '" + reactorName + "'");
      stop.run();
    } else {
      haltNow.accept(new Halt("interrupted twice", INTERRUPTED_EXIT_CODE));
    }
  }

  private List<SignalSubscription> handlers(Signal signal) {
    return subscriptions.stream().filter(one -> one.signal == signal).toList();
  }
}
