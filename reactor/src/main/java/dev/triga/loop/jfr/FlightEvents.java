package dev.triga.loop.jfr;

import java.net.SocketAddress;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.jspecify.annotations.Nullable;

/// The way to all events. Loading the first event class costs some 75 milliseconds, so none is touched
/// before somebody wants to record; from then on each has its own check. Any thread.
public final class FlightEvents {
  /// Scheduled calls that are less late than this are not worth an event.
  static final long TIMER_LATE_NANOS = 10_000_000;

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
            TimerLateEvent.load();
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

  /// Whether accepts are recorded: asked first where the address of the peer costs a system call.
  public static boolean isAcceptOn() {
    return isRecorderThere && AcceptEvent.isOn();
  }

  /// Records that a port has accepted a connection.
  ///
  /// @param isDeclined whether the factory declined it
  public static void accepted(
      String reactor,
      @Nullable SocketAddress local,
      @Nullable SocketAddress remote,
      boolean isDeclined) {
    if (isAcceptOn()) {
      AcceptEvent.record(reactor, local, remote, isDeclined);
    }
  }

  /// Records that a scheduled call ran late, if it was by 10 ms or more.
  ///
  /// @param latenessNanos how long after its due time it ran, by the one reading of the clock that the
  ///     pass made anyway
  public static void timerRan(String reactor, long latenessNanos) {
    if (latenessNanos >= TIMER_LATE_NANOS && isRecorderThere && TimerLateEvent.isOn()) {
      TimerLateEvent.record(reactor, latenessNanos);
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
