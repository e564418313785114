package dev.triga.loop;

import dev.triga.reactor.Log;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogFilter;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.LogObserver;
import dev.triga.reactor.Registration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A reactor's log or a child of it: name, level, filters and observers of one node. Any thread.
public final class NamedLog implements Log {
  private final String name;
  private final @Nullable NamedLog parent;
  private final InstantSource time;
  private final LogStream stream;
  private final List<LogFilter> filters = new CopyOnWriteArrayList<>();
  private final List<LogSubscription> subscriptions = new CopyOnWriteArrayList<>();
  private volatile @Nullable LogLevel ownLevel;

  private NamedLog(String name, @Nullable NamedLog parent, InstantSource time, LogStream stream) {
    this.name = name;
    this.parent = parent;
    this.time = time;
    this.stream = stream;
  }

  /// The log of a reactor, with the process's default observer.
  ///
  /// @param time the wall clock that entries are stamped with
  public static NamedLog ofReactor(String name, Turn turn, InstantSource time) {
    var log = new NamedLog(name, null, time, new LogStream(turn, HISTORY_ENTRIES));
    log.observe(DefaultLogObserver.current());
    return log;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Log child(String childName) {
    if (childName.isBlank()) {
      throw new IllegalArgumentException("the child of log '" + name + "' needs a name");
    }
    return new NamedLog(name + '.' + childName, this, time, stream);
  }

  @Override
  public LogLevel level() {
    for (NamedLog log = this; log != null; log = log.parent) {
      LogLevel level = log.ownLevel;
      if (level != null) {
        return level;
      }
    }
    return LogLevel.INFO;
  }

  @Override
  public void level(LogLevel level) {
    ownLevel = Objects.requireNonNull(level, "level");
  }

  @Override
  public void log(LogLevel level, String message, @Nullable Throwable error) {
    Objects.requireNonNull(message, "message");
    if (isEnabled(level)) {
      add(new LogEntry(time.instant(), level, name, message, error), false);
    }
  }

  @Override
  public void publish(LogEntry entry) {
    if (isEnabled(entry.level())) {
      add(entry, false);
    }
  }

  /// Logs a warning that observers for any thread hear of at once, on the calling thread: the turn
  /// may not be had for a long time.
  void warnAtOnce(String message, Throwable error) {
    if (isEnabled(LogLevel.WARNING)) {
      add(new LogEntry(time.instant(), LogLevel.WARNING, name, message, error), true);
    }
  }

  private void add(LogEntry entry, boolean isUrgent) {
    for (NamedLog log = this; log != null; log = log.parent) {
      for (LogFilter filter : log.filters) {
        if (!log.keeps(filter, entry)) {
          return;
        }
      }
    }
    stream.add(entry, this, isUrgent);
  }

  private boolean keeps(LogFilter filter, LogEntry entry) {
    try {
      return filter.keeps(entry);
    } catch (Exception | StackOverflowError e) {
      if (filters.remove(filter)) {
        LogFilter users = filter instanceof OwnFilter own ? own.filter : filter;
        error("log filter " + CallbackName.of(users, e) + " failed and was taken off", e);
      }
      return true;
    }
  }

  @Override
  public Registration observe(LogObserver observer) {
    Objects.requireNonNull(observer, "observer");
    var subscription = new LogSubscription(observer, subscriptions, stream.nextNumber());
    subscriptions.add(subscription);
    return subscription;
  }

  @Override
  public Registration filter(LogFilter filter) {
    // Wrapped, so that the same filter may be added twice and each registration ends its own.
    LogFilter own = new OwnFilter(filter);
    filters.add(own);
    var isOver = new AtomicBoolean();
    return () -> !isOver.getAndSet(true) && filters.remove(own);
  }

  @Override
  public List<LogEntry> history() {
    return stream.history();
  }

  /// Calls the observers of this log and of those above it.
  ///
  /// @param isAtOnce whether this is the first, hurried delivery of an urgent entry, to observers
  ///   for any thread; else the call is on the turn
  void deliver(LogDelivery delivery, boolean isAtOnce) {
    for (NamedLog log = this; log != null; log = log.parent) {
      for (LogSubscription subscription : log.subscriptions) {
        boolean wasHurried = delivery.isUrgent() && subscription.observer.isForAnyThread();
        if (wasHurried == isAtOnce && subscription.wants(delivery)) {
          log.call(subscription, delivery, isAtOnce);
        }
      }
    }
  }

  private void call(LogSubscription subscription, LogDelivery delivery, boolean isAtOnce) {
    if (!isAtOnce) {
      stream.observing(subscription);
    }
    try {
      subscription.observer.observe(delivery.entry());
    } catch (Throwable e) {
      if (!isAtOnce && Failures.isFatal(e)) {
        throw WorkFailures.<RuntimeException>raise(e);
      }
      dropped(subscription, e);
    } finally {
      if (!isAtOnce) {
        stream.observing(null);
      }
    }
  }

  private void dropped(LogSubscription subscription, Throwable error) {
    if (!subscription.cancel()) {
      return;
    }
    String message =
        "log observer "
            + CallbackName.of(subscription.observer, error)
            + " failed and was taken off";
    if (subscriptions.isEmpty() && parent == null) {
      // Nobody is left to tell; the system logger is the last resort, unless it is the one that
      // failed.
      if (subscription.observer != DefaultLogObserver.SYSTEM) {
        observe(DefaultLogObserver.SYSTEM);
      }
    }
    stream.addReport(new LogEntry(time.instant(), LogLevel.ERROR, name, message, error), this);
  }

  @Override
  public String toString() {
    return "log " + name + " (" + level() + ')';
  }

  private record OwnFilter(LogFilter filter) implements LogFilter {
    @Override
    public boolean keeps(LogEntry entry) {
      return filter.keeps(entry);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
