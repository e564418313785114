package dev.triga.actors.launch;

import dev.triga.actors.wire.Lane;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The arbiter's side of the watch over one worker: it pings the [Beacon] and says once when the
/// worker has been silent for longer than its time-out, and in which way. On the turn.
///
/// If this process itself has not run for a good part of the time-out (suspended, stopped), the
/// silence is its own: all deadlines start anew.
public final class BeaconWatch implements WireConnection.Receiver {
  /// How many pings a time-out has.
  private static final int PINGS = 10;

  private static final Duration INTERVAL_MIN = Duration.ofMillis(20);

  /// Beats and pings are apart by as much at most, so a loop that is stuck is found by its time-out
  /// and this; with the thread dump and the patience with TERM it has ended a second after it.
  private static final Duration INTERVAL_MAX = Duration.ofMillis(300);

  private final Reactor reactor;
  private final WireConnection connection;
  private final long timeoutNanos;
  private final long intervalNanos;
  private final Listener listener;
  private final WireOutput ping = new WireOutput();
  private long pings;
  private long answered;
  private long beats = -1;
  private long nextCheck;
  private long lastAnswer;
  private long lastBeat;
  private @Nullable ScheduledCall timer;
  private boolean isOver;

  /// What a silent worker is found to be.
  public enum Finding {
    /// Its JVM answers, its loop has not run: it is stuck, or computes.
    LOOP_STUCK,
    /// Its JVM does not answer: suspended, or swapping, or collecting garbage without end.
    JVM_SILENT
  }

  /// Who is told. On the turn.
  @FunctionalInterface
  public interface Listener {
    /// The worker has been silent for its time-out. Called once, and last.
    void silent(Finding finding, Duration since);
  }

  private BeaconWatch(
      Reactor reactor, WireConnection connection, Duration timeout, Listener listener) {
    this.reactor = reactor;
    this.connection = connection;
    this.timeoutNanos = timeout.toNanos();
    this.intervalNanos = interval(timeout).toNanos();
    this.listener = listener;
  }

  /// Watches a worker, once it is told to [#begin].
  public static BeaconWatch over(
      Reactor reactor, WireConnection connection, Duration timeout, Listener listener) {
    return new BeaconWatch(reactor, connection, timeout, listener);
  }

  /// How often a worker with this time-out is pinged, and its loop beats.
  public static Duration interval(Duration timeout) {
    // Not Duration.dividedBy: its first use takes 17 to 28 ms, for the tables of BigDecimal.
    long part = TimeUnit.NANOSECONDS.convert(timeout) / PINGS;
    return Duration.ofNanos(Math.clamp(part, INTERVAL_MIN.toNanos(), INTERVAL_MAX.toNanos()));
  }

  /// The worker is ready: from now on it may not be silent for longer than its time-out. How long
  /// it takes to become so has a limit of its own.
  public void begin() {
    if (timer == null && !isOver) {
      long now = reactor.clock().nanoTime();
      lastAnswer = now;
      lastBeat = now;
      schedule(now);
    }
  }

  /// For how long its loop has not been seen to run, or its JVM not to answer; 0 before it is
  /// ready.
  public long silentNanos() {
    long now = reactor.clock().nanoTime();
    return timer == null ? 0 : Math.max(now - lastAnswer, now - lastBeat);
  }

  private void schedule(long now) {
    long left = Math.max(0, Math.min(lastAnswer, lastBeat) + timeoutNanos - now);
    long delay = Math.min(intervalNanos, left);
    nextCheck = now + delay;
    timer = reactor.schedule(Duration.ofNanos(delay), this::check);
  }

  private void check() {
    if (isOver) {
      return;
    }
    long now = reactor.clock().nanoTime();
    if (now - nextCheck > timeoutNanos / 2) {
      lastAnswer = now;
      lastBeat = now;
    }
    if (now - lastAnswer >= timeoutNanos) {
      tell(Finding.JVM_SILENT, now - lastAnswer);
    } else if (now - lastBeat >= timeoutNanos) {
      tell(Finding.LOOP_STUCK, now - lastBeat);
    } else {
      // One at a time: a worker that is slow to answer finds no heap of pings afterwards.
      if (answered == pings) {
        sendPing();
      }
      schedule(now);
    }
  }

  private void tell(Finding finding, long nanos) {
    isOver = true;
    listener.silent(finding, Duration.ofNanos(nanos));
  }

  /// The worker is leaving. Finds nothing any more, but keeps the connection, by which the worker
  /// knows that we are there; one more ping has it see how it waits from now on.
  public void rest() {
    if (!isOver) {
      isOver = true;
      sendPing();
    }
  }

  private void sendPing() {
    pings++;
    connection.send(Lane.CONTROL, ping.clear().putLong(pings));
  }

  /// Watches no longer.
  public void stop() {
    isOver = true;
    var running = timer;
    if (running != null) {
      running.cancel();
    }
    connection.close();
  }

  @Override
  public void messageReceived(Lane lane, WireInput message) {
    if (isOver) {
      return;
    }
    long number = message.takeLong();
    long now = reactor.clock().nanoTime();
    if (number != pings) {
      throw new WireException("the beacon answers ping " + number + " instead of " + pings);
    }
    answered = number;
    lastAnswer = now;
    long counted = message.takeLong();
    message.end();
    if (counted != beats) {
      beats = counted;
      lastBeat = now;
    }
  }

  @Override
  public void connectionLost(CloseReason reason) {
    // The process has ended, which its exit tells; or it has closed the beacon only, and is silent.
  }
}
