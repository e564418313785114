package dev.triga.loop.jfr;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.jspecify.annotations.Nullable;

/// The way to all events. Loading the first event class costs some 75 milliseconds, so none is
/// touched before somebody wants to record; from then on each has its own check. Any thread.
public final class FlightEvents {
  private static volatile boolean isRecorderThere;

  static {
    FlightRecorder.addListener(
        new FlightRecorderListener() {
          @Override
          public void recorderInitialized(FlightRecorder recorder) {
            // Loaded by whoever wants to record, not by a loop in the middle of its work.
            TurnEvent.load();
            AcceptEvent.load();
            ConnectEvent.load();
            TimerEvent.load();
            StallEvent.load();
            isRecorderThere = true;
          }
        });
  }

  private FlightEvents() {}

  /// Begins to measure a turn if turns are recorded, else returns null.
  public static @Nullable TurnEvent turnBegun() {
    return isRecorderThere && TurnEvent.isOn() ? TurnEvent.begun() : null;
  }

  /// Begins to measure an attempt to connect if these are recorded, else returns null.
  public static @Nullable ConnectEvent connectBegun() {
    return isRecorderThere && ConnectEvent.isOn() ? ConnectEvent.begun() : null;
  }

  /// Records that a port has accepted a connection.
  ///
  /// @param endpoint the port's endpoint; only its text is used, and only if somebody records
  /// @param connection the connection, likewise
  /// @param isKept whether the factory made a protocol for it
  public static void accepted(String reactor, Object endpoint, Object connection, boolean isKept) {
    if (isRecorderThere && AcceptEvent.isOn()) {
      AcceptEvent.record(reactor, endpoint, connection, isKept);
    }
  }

  /// Records the scheduled calls of a pass.
  ///
  /// @param latenessNanos how long after its time the first of them was begun, by the one reading
  ///   of the clock that the pass makes anyway
  public static void timersRan(String reactor, int calls, long latenessNanos) {
    if (isRecorderThere && TimerEvent.isOn()) {
      TimerEvent.ran(reactor, calls, latenessNanos);
    }
  }

  /// Records a stall.
  ///
  /// @param soFarNanos how long the pass has taken so far
  /// @param holder the name of the thread that has the turn
  /// @param trace its stack, innermost frame first
  public static void stalled(
      String reactor, long soFarNanos, String holder, StackTraceElement[] trace) {
    if (isRecorderThere && StallEvent.isOn()) {
      StallEvent.record(reactor, soFarNanos, holder, trace);
    }
  }
}
