package dev.triga.testing;

import dev.triga.reactor.Log;
import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.LogObserver;
import dev.triga.reactor.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/// Keeps the entries of logs, for a test to look at. Any thread.
///
/// ```java
/// try (var logged = LogCapture.of(reactor.log())) {
///   reactor.log().warning("No soup for you!");
///   assertEquals(List.of("No soup for you!"), logged.messages(LogLevel.WARNING));
/// }
/// ```
///
/// An entry reaches it on the reactor's turn, in a later moment than it was logged. A [TrigaTest]
/// that asks for one gets one that hears every reactor of the test.
public final class LogCapture implements AutoCloseable {
  /// How many entries are kept; after more, [#entries()] throws.
  public static final int ENTRIES_MAX = 100_000;

  private final LinkedBlockingQueue<LogEntry> entries = new LinkedBlockingQueue<>(ENTRIES_MAX);
  private final List<Registration> registrations = new CopyOnWriteArrayList<>();
  private volatile boolean overflown;

  /// Hears of nothing yet.
  LogCapture() {}

  /// Hears what a log and its children get from now on.
  public static LogCapture of(Log log) {
    var capture = new LogCapture();
    capture.registrations.add(log.observe(capture.observer()));
    return capture;
  }

  LogObserver observer() {
    return new LogObserver() {
      @Override
      public void observe(LogEntry entry) {
        add(entry);
      }

      @Override
      public boolean isForAnyThread() {
        return true;
      }
    };
  }

  void add(LogEntry entry) {
    overflown |= !entries.offer(entry);
  }

  /// What was logged, in order.
  ///
  /// @throws IllegalStateException if there was more than [#ENTRIES_MAX]
  public List<LogEntry> entries() {
    if (overflown) {
      throw new IllegalStateException("more than " + ENTRIES_MAX + " entries were logged");
    }
    return List.copyOf(entries);
  }

  /// The messages of exactly this level, in order.
  public List<String> messages(LogLevel level) {
    return entries().stream()
        .filter(entry -> entry.level() == level)
        .map(LogEntry::message)
        .toList();
  }

  /// Forgets what was logged until now.
  public void clear() {
    entries.clear();
    overflown = false;
  }

  /// Hears no more; what was logged stays. Idempotent.
  @Override
  public void close() {
    registrations.forEach(Registration::cancel);
    registrations.clear();
  }

  @Override
  public String toString() {
    return entries.size() + " log entries";
  }
}
