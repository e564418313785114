package dev.triga.net;

import dev.triga.reactor.ReactorClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known about names, each for a time. Any thread.
final class NameCache {
  private final ReactorClock clock;
  private final Duration positiveTtl;
  private final Duration negativeTtl;
  private final int max;

  /// The longest unused first. Guarded by this.
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  private record Entry(NameAnswer answer, long sinceNanos, Duration ttl) {}

  NameCache(ReactorClock clock, Duration positiveTtl, Duration negativeTtl, int max) {
    this.clock = clock;
    this.positiveTtl = positiveTtl;
    this.negativeTtl = negativeTtl;
    this.max = max;
  }

  /// What is known about a name, or null.
  synchronized @Nullable NameAnswer get(String name) {
    var entry = entries.get(name);
    if (entry == null) {
      return null;
    }
    var age = Duration.ofNanos(clock.nanoTime() - entry.sinceNanos);
    if (age.compareTo(entry.ttl) >= 0) {
      entries.remove(name);
      return null;
    }
    return entry.answer;
  }

  /// Remembers an answer if it is worth it.
  synchronized void put(String name, NameAnswer answer) {
    var ttl =
        switch (answer) {
          case NameAnswer.Found _ -> positiveTtl;
          case NameAnswer.Unknown _ -> negativeTtl;
          case NameAnswer.Broken _ -> Duration.ZERO;
        };
    if (ttl.isZero()) {
      return;
    }
    entries.put(name, new Entry(answer, clock.nanoTime(), ttl));
    if (entries.size() > max) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  synchronized void clear() {
    entries.clear();
  }

  @Override
  public synchronized String toString() {
    return entries.size() + " names remembered";
  }
}
