package dev.triga.tasks;

import dev.triga.actors.ActorRef;
import dev.triga.actors.Command;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.async.Deferred;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One process as the pool has it: the way there, the word that is shared with it, and what it
/// knows already. For the thread of its worker, unless said.
final class WorkerProcess {
  /// A parcel takes as long as its tasks take; the process's death ends the wait.
  private static final Duration FOREVER = Duration.ofDays(36_500);

  /// What the shell calls the end by KILL.
  private static final int KILLED_CODE = 137;

  private final ActorRef ref;
  private final long pid;
  private final Optional<ProcessHandle> handle;
  private final SharedWord word;

  /// The actions that it keeps, as it keeps them.
  private final Map<Long, Boolean> actions = TaskProcess.recent();

  private long parcels;

  WorkerProcess(ActorRef ref, long pid, SharedWord word) {
    this.ref = ref;
    this.pid = pid;
    this.handle = ProcessHandle.of(pid);
    this.word = word;
  }

  SharedWord word() {
    return word;
  }

  /// Any thread.
  long pid() {
    return pid;
  }

  /// Any thread.
  boolean isAlive() {
    return ref.isAlive();
  }

  /// A number for the next parcel.
  long nextParcel() {
    return ++parcels;
  }

  /// Whether an action's bytes have to go along, for the last time then.
  boolean wants(long actionId) {
    return actions.putIfAbsent(actionId, true) == null;
  }

  <A> Deferred<byte[]> ask(Command<A, byte[]> command, A argument) {
    return ref.ask(command, argument, FOREVER);
  }

  /// Tells it something about a parcel. When it cannot be told, it is dead, which is seen anyway,
  /// or has so much to read that it will report. Any thread.
  void tell(Command<Long, @Nullable Void> command, long parcel) {
    var _ = ref.tell(command, parcel);
  }

  /// Ends it at once. Any thread.
  void kill() {
    handle.ifPresent(ProcessHandle::destroyForcibly);
  }

  /// Has it end in order; does not wait.
  void stop() {
    if (ref.isAlive()) {
      var _ = ref.stop();
    }
  }

  /// That it has died in a way of its own.
  TerminatedFailure lost(String how, @Nullable Throwable failure) {
    var end = new Termination(ref.id(), ref.name(), Termination.Cause.KILLED, KILLED_CODE, failure);
    return new TerminatedFailure(this + " " + how, end);
  }

  @Override
  public String toString() {
    return "process " + pid;
  }
}
