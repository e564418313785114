package dev.triga.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// A reactor was found in one pass for too long. Committed by the watchdog, so the stack is a
/// field.
@Name("dev.triga.Stall")
@Label("Reactor Stall")
@Category({"Triga"})
@Description("A reactor has been in the same pass for too long: a callback blocks or computes")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // The recorder reads the fields.
final class StallEvent extends Event {
  private static final StallEvent PROBE = new StallEvent();

  /// The reactor's name.
  @Label("Reactor")
  private @Nullable String reactor;

  /// How long it has been in the pass so far.
  @Label("So Far")
  @Timespan(Timespan.NANOSECONDS)
  private long soFar;

  /// The thread that has the turn.
  @Label("Turn Holder")
  private @Nullable String holder;

  /// What that thread is doing, one frame per line.
  @Label("Stack of the Turn Holder")
  private @Nullable String stack;

  private StallEvent() {}

  /// Makes sure that the class is there; does nothing else.
  static void load() {}

  static boolean isOn() {
    return PROBE.isEnabled();
  }

  static void record(String reactor, long soFarNanos, String holder, StackTraceElement[] trace) {
    var event = new StallEvent();
    if (event.shouldCommit()) {
      event.reactor = reactor;
      event.soFar = soFarNanos;
      event.holder = holder;
      event.stack = text(trace);
      event.commit();
    }
  }

  private static String text(StackTraceElement[] trace) {
    var text = new StringBuilder(trace.length * 60);
    for (StackTraceElement frame : trace) {
      text.append(frame).append('\n');
    }
    return text.toString();
  }
}
