package dev.triga.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// Scheduled calls ran in a pass.
@Name("dev.triga.Timers")
@Label("Scheduled calls")
@Description("The scheduled calls that ran in one pass, and how late the first of them was")
@Category({"Triga"})
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // The recorder reads the fields.
final class TimerEvent extends Event {
  private static final TimerEvent FLAG = new TimerEvent();

  /// The reactor that ran them.
  @Label("Reactor")
  String reactor = "";

  /// How many ran.
  @Label("Calls")
  int calls;

  /// How long after its time the first of them was begun.
  @Label("Lateness")
  @Timespan(Timespan.NANOSECONDS)
  long latenessNanos;

  private TimerEvent() {}

  /// Makes sure that the class is there; does nothing else.
  static void load() {}

  static boolean isOn() {
    return FLAG.isEnabled();
  }

  /// Records the calls of a pass.
  static void ran(String reactor, int calls, long latenessNanos) {
    var event = new TimerEvent();
    event.reactor = reactor;
    event.calls = calls;
    event.latenessNanos = latenessNanos;
    event.commit();
  }
}
