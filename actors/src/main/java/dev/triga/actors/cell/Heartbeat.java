package dev.triga.actors.cell;

import dev.triga.actors.ActorKind;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.habitat.Habitat;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Watches for signs of life of one child that could be stuck on its own: asks for one at
/// intervals, and ends the child when none has come for its time-out. On the manager's turn.
final class Heartbeat {
  /// The part of the time-out after which the next sign of life is asked for: so three are missed
  /// before a child is ended.
  private static final double INTERVAL_PART = 0.3;

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(20);

  private final Cell manager;
  private final Child child;
  private final Habitat habitat;
  private final Duration timeout;
  private final Duration interval;
  private long lastSign;
  private long nextTick;
  private @Nullable ScheduledCall next;

  private Heartbeat(Cell manager, Child child, Habitat habitat) {
    this.manager = manager;
    this.child = child;
    this.habitat = habitat;
    this.timeout = child.spec().timeout();
    Duration part = Duration.ofNanos((long) (timeout.toNanos() * INTERVAL_PART));
    this.interval = part.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : part;
  }

  /// Begins for a child that has just become ready; null for one that lives on its manager's turn,
  /// and for a process, over which its beacon is watched.
  static @Nullable Heartbeat begin(Cell manager, Child child, Habitat habitat) {
    ActorKind kind = child.spec().kind();
    if (kind != ActorKind.THREAD) {
      return null;
    }
    Heartbeat heartbeat = new Heartbeat(manager, child, habitat);
    heartbeat.sign();
    heartbeat.schedule();
    return heartbeat;
  }

  private long now() {
    return manager.reactor().clock().nanoTime();
  }

  /// The time-out is kept to the instant: with long intervals it would be much longer otherwise.
  private void schedule() {
    long now = now();
    long left = Math.max(0, lastSign + timeout.toNanos() - now);
    long delay = Math.min(interval.toNanos(), left);
    nextTick = now + delay;
    next = manager.reactor().schedule(Duration.ofNanos(delay), this::tick);
  }

  /// The child has given a sign of life.
  void sign() {
    lastSign = now();
  }

  /// For how long there was none.
  long silentNanos() {
    return now() - lastSign;
  }

  private void tick() {
    long now = now();
    if (now - nextTick > interval.toNanos()) {
      // The manager itself was away, asleep or stopped: nobody could have told it anything.
      lastSign = now;
    }
    if (now - lastSign >= timeout.toNanos()) {
      manager
          .reactor()
          .log()
          .error(
              "%s has given no sign of life for %s and is ended:%n%s"
                  .formatted(child.ref(), timeout, habitat.evidence()));
      child.kill(Cause.UNRESPONSIVE);
      return;
    }
    habitat.probe();
    schedule();
  }

  void end() {
    if (next != null) {
      next.cancel();
      next = null;
    }
  }
}
