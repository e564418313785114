package dev.triga.loop.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/// A reactor worked without polling. One object per reactor, used again and again, so that nothing is
/// allocated per turn; while nothing records, it costs one look at a flag.
@Name("dev.triga.Turn")
@Label("Reactor turn")
@Description("A stretch of work between two polls of a reactor")
@Category({"Triga"})
@Threshold("1 ms")
@StackTrace(false)
public final class TurnEvent extends Event {
  /// The reactor that worked.
  @Label("Reactor")
  String reactor = "";

  private transient boolean recording;

  /// An event that has not begun.
  public TurnEvent() {}

  /// The reactor begins to work.
  public void beginTurn() {
    recording = isEnabled();
    if (recording) {
      begin();
    }
  }

  /// The reactor is about to poll.
  public void endTurn(String reactorName) {
    if (recording) {
      reactor = reactorName;
      commit();
    }
  }
}
