package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.SpawnFailure;
import dev.triga.actors.Termination;
import dev.triga.actors.habitat.Habitat;
import dev.triga.actors.habitat.Habitats;
import dev.triga.actors.habitat.Landlord;
import dev.triga.actors.habitat.LocalHabitat;
import dev.triga.actors.habitat.Newcomer;
import dev.triga.actors.habitat.ThreadHabitat;
import dev.triga.actors.message.Message;
import dev.triga.actors.message.Route;
import dev.triga.actors.port.PortBoard;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All actors of one process, or of one simulated one. Any thread.
public final class Population {
  private final String idPrefix;
  private final Directory directory = new Directory();
  private final PortBoard ports = new PortBoard();
  private final Map<ActorKind, Habitats> habitats = new ConcurrentHashMap<>();
  private final AtomicLong born = new AtomicLong();
  private final AtomicLong leakedThreads = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();
  private final Map<Long, RemoteQuestion<?>> questions = new ConcurrentHashMap<>();
  private final Map<ActorId, RemoteReference> remotes = new ConcurrentHashMap<>();
  private final Elsewhere elsewhere = new Elsewhere(this);
  private final Exchange exchange = new Exchange(this);
  private volatile @Nullable Cell main;
  private volatile @Nullable ActorRef registry;

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

  /// The listening sockets that actors here may accept on.
  public PortBoard ports() {
    return ports;
  }

  /// Who is known here by name or id.
  public Directory directory() {
    return directory;
  }

  /// An id that nobody has had. Up to its first dot it tells the process: one that a worker has in
  /// another process than its own has none.
  ActorId nextId(ActorKind kind) {
    boolean isElsewhere = kind == ActorKind.PROCESS && idPrefix.endsWith(".");
    String prefix = isElsewhere ? idPrefix.substring(0, idPrefix.length() - 1) + "x" : idPrefix;
    return new ActorId(prefix + born.incrementAndGet());
  }

  /// Whether an actor with this id would be, or was, one of this process. In the arbiter's, the ids
  /// of processes look the same; its directory knows those that live.
  boolean isFromHere(String actor) {
    return actor.startsWith(idPrefix) && (idPrefix.endsWith(".") || actor.indexOf('.') < 0);
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

  /// The first actor of this process: the arbiter, or the one that the process was started for.
  public Cell main() {
    Cell first = main;
    if (first == null) {
      throw new IllegalStateException("this process has no actor yet");
    }
    return first;
  }

  /// Says which actor is the first. Once, before anything else.
  public void main(Cell cell) {
    main = cell;
  }

  /// Where time is counted for those who have no reactor of their own.
  Reactor keeper(Cell receiver) {
    Cell first = main;
    return first == null ? receiver.reactor() : first.reactor();
  }

  // Other processes.

  /// Takes a message that has come from another process: for an actor of this one, or to be passed
  /// on to a third. Any thread.
  ///
  /// @param back the way to where it came from
  public void receive(Message message, Route back) {
    exchange.receive(message, back);
  }

  /// The ref of an actor of another process, the same each time.
  ///
  /// @param isWatched whether its habitat is here and tells [RemoteReference#ended]; else its end
  ///   is asked for over the route
  public RemoteReference remote(ActorId id, String name, Route route, boolean isWatched) {
    return remotes.computeIfAbsent(
        id, key -> new RemoteReference(this, id, name, route, isWatched));
  }

  /// The ref of an actor of another process, if there is one.
  public @Nullable RemoteReference remote(ActorId id) {
    return remotes.get(id);
  }

  void forget(RemoteReference gone) {
    remotes.remove(gone.id(), gone);
    exchange.forget(gone.id());
  }

  /// The way to a process is cut for good: everybody there counts as lost.
  public void routeLost(Route route) {
    for (RemoteReference one : List.copyOf(remotes.values())) {
      if (one.route().equals(route)) {
        one.ended(new Termination(one.id(), one.name(), Termination.Cause.LOST, 1, null));
      }
    }
  }

  /// Who knows the names of all processes: the arbiter. Null in its own process.
  @Nullable ActorRef registry() {
    return registry;
  }

  /// Says who knows the names of all processes. Once, before anything else.
  public void registry(ActorRef arbiter) {
    registry = arbiter;
  }

  /// Who bears a name in other processes; null when there are none that could know.
  @Nullable Deferred<ActorRef> elsewhere(String name) {
    return elsewhere.find(name);
  }

  long nextQuestion() {
    return asked.incrementAndGet();
  }

  /// The open questions to other processes, by number.
  Map<Long, RemoteQuestion<?>> questions() {
    return questions;
  }

  /// An answer to a question has come from its receiver.
  void replied(long number) {
    RemoteQuestion<?> question = questions.get(number);
    if (question != null && question.takesRoom) {
      question.target.answered();
    }
  }

  void answered(long number, @Nullable Object value) {
    RemoteQuestion<?> question = questions.remove(number);
    if (question != null) {
      RemoteQuestion.answer(question, value);
    }
  }

  void refused(long number, Throwable failure) {
    RemoteQuestion<?> question = questions.remove(number);
    if (question != null) {
      question.refuse(failure);
    }
  }

  // Threads.

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
