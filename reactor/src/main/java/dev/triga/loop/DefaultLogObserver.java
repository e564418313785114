package dev.triga.loop;

import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogObserver;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The observer with which the logs of new reactors begin: one for the whole process.
public final class DefaultLogObserver {
  /// Forwards to the system logger of the entry's name.
  public static final LogObserver SYSTEM = new SystemLoggerObserver();

  private static volatile LogObserver current = SYSTEM;

  private DefaultLogObserver() {}

  /// Sets it. Any thread.
  public static void set(LogObserver observer) {
    current = Objects.requireNonNull(observer, "observer");
  }

  static LogObserver current() {
    return current;
  }

  private static final class SystemLoggerObserver implements LogObserver {
    // Nearly all entries come from one log; the platform keeps the rest. Asked for late, because
    // the
    // first logger costs a program tens of milliseconds at its start.
    private volatile @Nullable Last last;

    @Override
    public void observe(LogEntry entry) {
      Last logger = last;
      if (logger == null || !logger.name.equals(entry.name())) {
        logger = new Last(entry.name(), System.getLogger(entry.name()));
        last = logger;
      }
      logger.logger.log(entry.level().systemLevel(), entry.message(), entry.error());
    }

    @Override
    public boolean isForAnyThread() {
      return true;
    }

    @Override
    public String toString() {
      return "the system logger";
    }

    private record Last(String name, System.Logger logger) {}
  }
}
