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
  private boolean isReady;
  private boolean isStopping;
  private @Nullable Termination ended;

  Child(Cell manager, ActorSpec spec, Children siblings) {
    this.manager = manager;
    this.spec = spec;
    this.siblings = siblings;
  }

  /// Lets it into its habitat.
  Birth boot(Habitat place) {
    habitat = place;
    Birth begun =
        new Birth(
            manager.reactor(),
            place.reference(),
            () -> manager.turn.deliver(() -> kill(Cause.KILLED)));
    birth = begun;
    deadline = manager.reactor().schedule(spec.bootDeadline(), () -> kill(Cause.BOOT_TIMEOUT));
    place.boot();
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

  @Nullable Termination ended() {
    return ended;
  }

  boolean isReady() {
    return isReady;
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

  void kill(Cause cause) {
    if (ended == null) {
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
        siblings.ready(this);
      }
    });
  }

  @Override
  public void alive() {}

  @Override
  public void ended(Termination termination) {
    manager.turn.deliver(() -> {
      if (ended == null) {
        ended = termination;
        setDeadline(null, Cause.KILLED);
        if (birth != null && !isReady) {
          birth.fail(
              new SpawnFailure(Birth.failureText(ref(), termination), termination.failure()));
        }
        siblings.ended(this, termination);
      }
    });
  }
}
