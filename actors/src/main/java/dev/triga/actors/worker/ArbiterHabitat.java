package dev.triga.actors.worker;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.Termination;
import dev.triga.actors.Termination.Cause;
import dev.triga.actors.cell.Lodgers;
import dev.triga.actors.cell.RemoteReference;
import dev.triga.actors.habitat.Habitat;
import dev.triga.actors.habitat.Landlord;
import dev.triga.actors.habitat.Newcomer;
import dev.triga.actors.launch.RunDirectory;
import dev.triga.actors.message.Message;
import dev.triga.actors.remote.Peers;
import java.time.Duration;
import java.util.List;

/// In a process of its own that the arbiter starts for an actor of this worker: only the arbiter
/// has processes. Who wants the actor looks after it all the same: restarts, stops, and waits. On
/// the turn of that one.
final class ArbiterHabitat implements Habitat {
  /// How much longer than the boot deadline, which the arbiter keeps, its answer is waited for.
  private static final Duration ANSWER_GRACE = Duration.ofSeconds(10);

  private final Newcomer newcomer;
  private final Landlord landlord;
  private final ActorRef arbiter;
  private final RemoteReference reference;

  ArbiterHabitat(Peers peers, Newcomer newcomer, Landlord landlord) {
    ActorId id = newcomer.id();
    if (id.text().length() > RunDirectory.SOCKET_NAME_BYTES_MAX) {
      throw new SpawnFailure(
          "%s cannot have a process: its id %s has more than %d characters; have the arbiter start it"
              .formatted(newcomer.spec(), id, RunDirectory.SOCKET_NAME_BYTES_MAX),
          null);
    }
    this.newcomer = newcomer;
    this.landlord = landlord;
    arbiter = peers.reference(ActorId.ARBITER, ActorId.ARBITER, ActorId.ARBITER.text());
    // The arbiter tells its end.
    reference =
        newcomer.manager().population().remote(id, newcomer.spec().name(), peers.at(id), true);
    reference.whenEnded(landlord::ended);
  }

  @Override
  public ActorRef reference() {
    return reference;
  }

  @Override
  public void boot() {
    ActorSpec spec = newcomer.spec();
    var _ =
        arbiter
            .ask(
                Lodgers.LODGE,
                List.of(newcomer.id().text(), spec, newcomer.manager().self()),
                spec.bootDeadline().plus(ANSWER_GRACE))
            .handle((nothing, failure) -> {
              if (failure == null) {
                landlord.ready();
              } else {
                reference.ended(
                    new Termination(newcomer.id(), spec.name(), Cause.BOOT_FAILED, 1, failure));
              }
              return null;
            });
  }

  @Override
  public void stop(Cause cause) {
    if (!reference.route().send(new Message.Stop(newcomer.id().text(), cause))) {
      kill(cause);
    }
  }

  @Override
  public void kill(Cause cause) {
    var _ =
        arbiter
            .ask(Lodgers.EVICT, List.of(newcomer.id().text(), cause.name()))
            .exceptionally(failure -> {
              // The arbiter is gone or does not know it: nobody tells its end any more.
              reference.ended(
                  new Termination(newcomer.id(), newcomer.spec().name(), cause, 1, failure));
              return null;
            });
  }

  @Override
  public void probe() {
    // The arbiter watches over its process.
  }

  @Override
  public String evidence() {
    return "";
  }
}
