package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Spawning;
import dev.triga.actors.Termination;
import dev.triga.reactor.Reactor;
import java.util.concurrent.CancellationException;

/// A start in progress.
public final class Birth extends Spawning {
  private final ActorId id;
  private final ActorRef ref;
  private final Runnable giveUp;

  /// One that has begun.
  ///
  /// @param giveUp ends what was begun; any thread
  Birth(Reactor owner, ActorRef ref, Runnable giveUp) {
    super(owner);
    this.id = ref.id();
    this.ref = ref;
    this.giveUp = giveUp;
  }

  @Override
  public ActorId id() {
    return id;
  }

  @Override
  public ActorRef ref() {
    return ref;
  }

  @Override
  protected void cancelled(CancellationException why) {
    giveUp.run();
  }

  /// What a start that failed says.
  static String failureText(ActorRef ref, Termination ended) {
    return "%s was not started: %s%s"
        .formatted(ref, ended.cause(), ended.failure() == null ? "" : ", " + ended.failure());
  }
}
