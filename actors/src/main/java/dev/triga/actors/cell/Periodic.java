package dev.triga.actors.cell;

import dev.triga.actors.ActorState;
import dev.triga.actors.Behaviour;
import dev.triga.actors.Hook;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The periodic hooks of an actor: one call after the other, a period after the end of the last. On
/// the actor's turn.
final class Periodic {
  private final Cell cell;
  private @Nullable ScheduledCall next;
  private @Nullable Duration once;
  private boolean isCalling;

  Periodic(Cell cell) {
    this.cell = cell;
  }

  /// Begins, with the first call after a period.
  void begin() {
    Duration period = cell.spec().period();
    if (period != null) {
      after(period);
    }
  }

  boolean next(Duration delay) {
    if (cell.spec().period() == null || cell.state() != ActorState.RUNNING) {
      return false;
    }
    if (isCalling) {
      once = delay;
    } else {
      after(delay);
    }
    return true;
  }

  private void after(Duration delay) {
    end();
    next = cell.reactor().schedule(delay, this::call);
  }

  void end() {
    if (next != null) {
      next.cancel();
      next = null;
    }
  }

  private void call() {
    next = null;
    isCalling = true;
    var _ =
        cell.begin(
                () -> {
                  Behaviour behaviour = cell.life.behaviour();
                  Hook hook = cell.spec().onPeriodic();
                  if (behaviour != null) {
                    behaviour.onPeriodic(cell);
                  }
                  if (hook != null) {
                    hook.run(cell);
                  }
                  return null;
                })
            .handle((nothing, failure) -> {
              isCalling = false;
              if (failure != null) {
                cell.failed("periodic task", cell, failure);
              }
              Duration period = once == null ? cell.spec().period() : once;
              once = null;
              if (cell.state() == ActorState.RUNNING && period != null) {
                after(period);
              }
              return null;
            });
  }
}
