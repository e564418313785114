package dev.triga.app.dashboard;

import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogObserver;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Keeps the end of a log on its way to where it is written. Any thread.
public final class LogTail implements LogObserver {
  /// How many entries are kept.
  static final int ENTRIES_MAX = 60;

  /// How much of one is kept: the beginning.
  static final int CHARS_MAX = 2_000;

  private final LogObserver next;
  private final ArrayDeque<Map<String, Object>> entries = new ArrayDeque<>();
  private long count;

  /// In front of whoever writes the log.
  public LogTail(LogObserver next) {
    this.next = next;
  }

  @Override
  public void observe(LogEntry entry) throws Exception {
    keep(entry);
    next.observe(entry);
  }

  private synchronized void keep(LogEntry entry) {
    String text = entry.error() == null ? entry.message() : entry.message() + ": " + entry.error();
    Map<String, Object> kept = new LinkedHashMap<>();
    kept.put("number", ++count);
    kept.put("time", entry.time().truncatedTo(ChronoUnit.MILLIS).toString());
    kept.put("level", entry.level().name().toLowerCase(Locale.ROOT));
    kept.put("name", entry.name());
    kept.put("message", text.length() > CHARS_MAX ? text.substring(0, CHARS_MAX) + "…" : text);
    if (entries.size() == ENTRIES_MAX) {
      entries.removeFirst();
    }
    entries.addLast(kept);
  }

  @Override
  public boolean isForAnyThread() {
    return next.isForAnyThread();
  }

  /// What is kept, oldest first.
  synchronized List<Map<String, Object>> entries() {
    return new ArrayList<>(entries);
  }
}
