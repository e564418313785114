package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.habitat.Habitat;
import dev.triga.actors.habitat.Habitats;
import dev.triga.actors.habitat.Landlord;
import dev.triga.actors.habitat.LocalHabitat;
import dev.triga.actors.habitat.Newcomer;
import dev.triga.actors.habitat.ThreadHabitat;
import dev.triga.reactor.Reactor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All actors of one process, or of one simulated one. Any thread.
public final class Population {
  private final String idPrefix;
  private final Directory directory = new Directory();
  private final Map<ActorKind, Habitats> habitats = new ConcurrentHashMap<>();
  private final AtomicLong born = new AtomicLong();
  private final AtomicLong leakedThreads = new AtomicLong();
  private volatile @Nullable ArbiterCell arbiter;

  /// One without actors.
  ///
  /// @param idPrefix what the ids begin with that are given out here
  public Population(String idPrefix) {
    this.idPrefix = idPrefix;
    habitats.put(ActorKind.LOCAL, LocalHabitat::new);
    habitats.put(ActorKind.THREAD, ThreadHabitat::new);
  }

  /// Sets where actors of a kind live.
  public void habitats(ActorKind kind, Habitats places) {
    habitats.put(kind, places);
  }

  /// Who is known here by name or id.
  public Directory directory() {
    return directory;
  }

  /// An id that nobody has had.
  ActorId nextId() {
    return new ActorId(idPrefix + born.incrementAndGet());
  }

  /// A place for a newcomer.
  ///
  /// @throws SpawnFailure if there is none of that kind
  Habitat settle(Newcomer newcomer, Landlord landlord) {
    ActorSpec spec = newcomer.spec();
    Habitats places = habitats.get(spec.kind());
    if (places == null) {
      throw new SpawnFailure(
          "%s cannot live here: this process has places for %s".formatted(spec, habitats.keySet()),
          null);
    }
    return places.open(newcomer, landlord);
  }

  /// The arbiter, where this is its process.
  @Nullable ArbiterCell arbiter() {
    return arbiter;
  }

  void arbiter(ArbiterCell cell) {
    arbiter = cell;
  }

  /// Where time is counted for those who have no reactor of their own.
  Reactor keeper(Cell receiver) {
    ArbiterCell main = arbiter;
    return main == null ? receiver.reactor() : main.reactor();
  }

  /// Notes that a thread is stuck and was given up.
  public void threadLeaked() {
    leakedThreads.incrementAndGet();
  }

  /// Notes that such a thread has come back after all.
  public void threadCameBack() {
    leakedThreads.decrementAndGet();
  }

  /// How many threads are stuck.
  public long leakedThreads() {
    return leakedThreads.get();
  }
}
