package dev.triga.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/// The working part of one pass, from the end of a poll to the beginning of the next one.
@Name("dev.triga.Turn")
@Label("Reactor Turn")
@Category({"Triga"})
@Description("The working part of one pass of a reactor: callbacks and sending, without the wait")
@StackTrace(false)
@Threshold("1 ms")
@SuppressWarnings("UnusedVariable") // The recorder reads the fields.
public final class TurnEvent extends Event {
  private static final TurnEvent PROBE = new TurnEvent();

  /// The reactor's name.
  @Label("Reactor")
  private @Nullable String reactor;

  /// How many submissions ran.
  @Label("Submissions")
  private int submissions;

  /// How many scheduled calls ran.
  @Label("Scheduled Calls")
  private int timers;

  private TurnEvent() {}

  /// Makes sure that the class is there; does nothing else.
  static void load() {}

  static boolean isOn() {
    return PROBE.isEnabled();
  }

  static TurnEvent begun() {
    var event = new TurnEvent();
    event.begin();
    return event;
  }

  /// Ends the measurement, and records it if it took long enough.
  public void finish(String reactorName, int submissionCount, int timerCount) {
    end();
    if (shouldCommit()) {
      reactor = reactorName;
      submissions = submissionCount;
      timers = timerCount;
      commit();
    }
  }
}
