package dev.triga.loop.jfr;

import java.io.PrintWriter;
import java.io.StringWriter;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// A reactor was found stuck in a callback.
@Name("dev.triga.Stall")
@Label("Reactor stall")
@Description("A reactor has not returned from a callback for longer than its threshold")
@Category({"Triga"})
@StackTrace(false)
public final class StallEvent extends Event {
  private static final StallEvent FLAG = new StallEvent();

  /// The reactor that is stuck.
  @Label("Reactor")
  String reactor = "";

  /// For how long so far.
  @Label("Stuck for")
  @Timespan(Timespan.NANOSECONDS)
  long stuckForNanos;

  /// The stack of whoever has the turn.
  @Label("Stack")
  String stack = "";

  private StallEvent() {}

  /// Records a stall.
  public static void stalled(String reactor, long stuckForNanos, Throwable where) {
    if (FLAG.isEnabled()) {
      var event = new StallEvent();
      event.reactor = reactor;
      event.stuckForNanos = stuckForNanos;
      var text = new StringWriter();
      where.printStackTrace(new PrintWriter(text));
      event.stack = text.toString();
      event.commit();
    }
  }
}
