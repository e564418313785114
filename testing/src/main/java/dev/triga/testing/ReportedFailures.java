package dev.triga.testing;

import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.LogObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/// The errors that reactors have logged during a test: contained failures of callbacks, Deferreds
/// whose failure nobody looked at. A test that expects some takes them; what is left in the end
/// fails it. Any thread.
public final class ReportedFailures {
  private final LinkedBlockingQueue<LogEntry> entries = new LinkedBlockingQueue<>();

  /// Nothing reported yet.
  ReportedFailures() {}

  /// Takes what was reported until now: it was expected.
  public List<LogEntry> take() {
    var taken = new ArrayList<LogEntry>();
    entries.drainTo(taken);
    return taken;
  }

  /// What was reported and not taken.
  public List<LogEntry> list() {
    return List.copyOf(entries);
  }

  /// Hears of the entries of every log and keeps the errors.
  LogObserver observer() {
    return new LogObserver() {
      @Override
      public void observe(LogEntry entry) {
        if (entry.level().isAtLeast(LogLevel.ERROR)) {
          entries.add(entry);
        }
      }

      @Override
      public boolean isForAnyThread() {
        return true;
      }
    };
  }

  @Override
  public String toString() {
    return entries.stream()
        .map(entry -> entry.name() + ": " + entry.message())
        .collect(Collectors.joining("\n"));
  }
}
