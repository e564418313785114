package dev.triga.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// A scheduled call ran later than it was due.
@Name("dev.triga.TimerLate")
@Label("Timer Late")
@Category({"Triga"})
@Description("A scheduled call of a reactor ran at least 10 ms after it was due")
@StackTrace(false)
@Throttle("100/s")
final class TimerLateEvent extends Event {
  private static final TimerLateEvent PROBE = new TimerLateEvent();

  /// The reactor's name.
  @Label("Reactor")
  private @Nullable String reactor;

  /// How late it was.
  @Label("Lateness")
  @Timespan(Timespan.NANOSECONDS)
  private long lateness;

  private TimerLateEvent() {}

  /// Makes sure that the class is there; does nothing else.
  static void load() {}

  static boolean isOn() {
    return PROBE.isEnabled();
  }

  static void record(String reactor, long latenessNanos) {
    var event = new TimerLateEvent();
    if (event.shouldCommit()) {
      event.reactor = reactor;
      event.lateness = latenessNanos;
      event.commit();
    }
  }
}
