package dev.triga.actors.cell;

import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.habitat.Habitat;
import dev.triga.actors.habitat.Landlord;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One actor that another one has started, as its manager sees it: where it lives, and how much
/// time it has for what it is doing. On the manager's turn.
final class Child implements Landlord {
  /// How much longer than its own limit a child may take for stopping before its manager steps in:
  /// it enforces the limit itself, unless it is stuck.
  static final Duration STOP_GRACE = Duration.ofMillis(500);

  private final Cell manager;
  private final ActorSpec spec;
  private final Children siblings;
  private @Nullable Habitat habitat;
  private @Nullable Birth birth;
  private @Nullable ScheduledCall deadline;
  private @Nullable Heartbeat heartbeat;
  private final long begunNanos;
  private boolean isReady;
  private boolean isStopping;
  private @Nullable Termination ended;

  Child(Cell manager, ActorSpec spec, Children siblings) {
    this.manager = manager;
    this.spec = spec;
    this.siblings = siblings;
    this.begunNanos = manager.reactor().clock().nanoTime();
  }

  /// How long ago it was wanted.
  long lifeNanos() {
    return manager.reactor().clock().nanoTime() - begunNanos;
  }

  /// For how long it has given no sign of life; 0 where nobody asks it for any.
  long silentNanos() {
    var watching = heartbeat;
    return watching == null ? place().silentNanos() : watching.silentNanos();
  }

  /// Whether it has started.
  boolean isReady() {
    return isReady;
  }

  /// Whether it has been asked to stop.
  boolean isStopping() {
    return isStopping;
  }

  /// Gives it its place, where messages wait for it.
  void settle(Habitat place) {
    habitat = place;
    birth =
        new Birth(
            manager.reactor(),
            place.reference(),
            () -> manager.turn.deliver(() -> kill(Cause.KILLED)));
  }

  /// Lets it live there.
  void boot() {
    deadline = manager.reactor().schedule(spec.bootDeadline(), () -> kill(Cause.BOOT_TIMEOUT));
    place().boot();
  }

  /// What tells whoever wanted it.
  Birth birth() {
    Birth begun = birth;
    if (begun == null) {
      throw new IllegalStateException(spec + " has no place to live yet");
    }
    return begun;
  }

  ActorSpec spec() {
    return spec;
  }

  ActorRef ref() {
    return place().reference();
  }

  private Habitat place() {
    Habitat place = habitat;
    if (place == null) {
      throw new IllegalStateException(spec + " has no place to live yet");
    }
    return place;
  }

  /// Asks it to stop, and kills it when its time is over.
  void stop(Cause cause) {
    if (isStopping || ended != null) {
      return;
    }
    isStopping = true;
    Duration limit = spec.shutdown().limit();
    if (spec.shutdown().isBrutal()) {
      kill(Cause.KILLED);
      return;
    }
    place().stop(cause);
    setDeadline(limit == null ? null : limit.plus(STOP_GRACE), Cause.KILLED);
  }

  private void endHeartbeat() {
    if (heartbeat != null) {
      heartbeat.end();
      heartbeat = null;
    }
  }

  void kill(Cause cause) {
    if (ended == null) {
      endHeartbeat();
      isStopping = true;
      setDeadline(null, cause);
      place().kill(cause);
    }
  }

  private void setDeadline(@Nullable Duration limit, Cause cause) {
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
    if (limit != null) {
      deadline = manager.reactor().schedule(limit, () -> kill(cause));
    }
  }

  @Override
  public void ready() {
    manager.turn.deliver(() -> {
      if (ended == null && !isReady) {
        isReady = true;
        if (!isStopping) {
          setDeadline(null, Cause.KILLED);
        }
        if (birth != null) {
          birth.succeed(ref());
        }
        heartbeat = Heartbeat.begin(manager, this, place());
        siblings.ready(this);
      }
    });
  }

  @Override
  public void alive() {
    manager.turn.deliver(() -> {
      if (heartbeat != null) {
        heartbeat.sign();
      }
    });
  }

  @Override
  public void ended(Termination termination) {
    manager.turn.deliver(() -> {
      // One that has never had its place is nobody's loss.
      if (ended == null && habitat != null) {
        ended = termination;
        setDeadline(null, Cause.KILLED);
        endHeartbeat();
        if (birth != null && !isReady) {
          birth.fail(
              new SpawnFailure(Birth.failureText(ref(), termination), termination.failure()));
        }
        siblings.gone(this, termination);
      }
    });
  }
}
