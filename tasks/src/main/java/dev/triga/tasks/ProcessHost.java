package dev.triga.tasks;

import dev.triga.actors.ActorRef;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Spawning;
import dev.triga.actors.wire.Values;
import dev.triga.actors.wire.WireException;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The processes of one pool: an arbiter of their own, on a reactor of its own, which exists from
/// the first process on until the pool is closed. Any thread.
final class ProcessHost {
  private static final Duration SHARE_TIMEOUT = Duration.ofSeconds(10);

  /// Nothing of a user's runs on its turn, and the first start of a process loads many classes.
  private static final Duration STALL_THRESHOLD = Duration.ofSeconds(2);

  private final String name;
  private final TaskWorkers workers;
  private final Values values = TaskValues.fresh();
  private final AtomicInteger living = new AtomicInteger();

  // Under its lock.
  private @Nullable Reactor reactor;
  private @Nullable Arbiter arbiter;
  private long started;
  private boolean isClosed;

  // On the turn.
  private final Set<Spawning> starting = new HashSet<>();

  /// A process could not be started; the message says why.
  static final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailure(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  ProcessHost(String name, TaskWorkers workers) {
    this.name = name;
    this.workers = workers;
  }

  Values values() {
    return values;
  }

  /// The bytes of an action.
  ///
  /// @throws IllegalArgumentException if it cannot be sent, with the reason
  byte[] encode(Action<?, ?> action) {
    try {
      return values.functions().write(action);
    } catch (WireException e) {
      throw new IllegalArgumentException(
          "the action of a pool of processes has to be serialisable: " + e.getMessage(), e);
    }
  }

  /// How many processes there are.
  int living() {
    return living.get();
  }

  private synchronized Arbiter arbiter() throws StartFailure {
    if (isClosed) {
      throw new StartFailure("the pool is closed", null);
    }
    var before = arbiter;
    if (before != null) {
      return before;
    }
    Reactor opened =
        Reactor.builder().name(name + "-processes").stallThreshold(STALL_THRESHOLD).open();
    Thread.ofPlatform().daemon().name(opened.name()).start(opened::run);
    Arbiter made = opened.blockingCallFromThread(() -> Arbiter.on(opened));
    reactor = opened;
    arbiter = made;
    return made;
  }

  /// Starts a process and waits until it takes tasks.
  ///
  /// @throws StartFailure if that did not work, or the pool was closed meanwhile
  WorkerProcess start() throws StartFailure {
    Arbiter parent = arbiter();
    String child;
    synchronized (this) {
      child = (name + "-" + ++started).replaceAll("[^!-~]|/", "_");
    }
    try {
      ActorRef ref = result(spawn(parent, child));
      living.incrementAndGet();
      var _ = ref.terminated().thenRun(living::decrementAndGet);
      return share(ref);
    } catch (ReactorStoppedException e) {
      throw new StartFailure("the pool is closed", e);
    }
  }

  private CompletableFuture<ActorRef> spawn(Arbiter parent, String child) {
    var spec = TaskProcess.spec(child).jvmOptions(workers.jvmOptions().toArray(String[]::new));
    var ready = new CompletableFuture<ActorRef>();
    parent
        .reactor()
        .execute(() -> {
          Spawning spawning = parent.spawn(spec);
          starting.add(spawning);
          var _ =
              spawning.handle((ref, failure) -> {
                starting.remove(spawning);
                if (failure == null) {
                  ready.complete(ref);
                } else {
                  ready.completeExceptionally(failure);
                }
                return null;
              });
        });
    return ready;
  }

  private WorkerProcess share(ActorRef ref) throws StartFailure {
    Path file = null;
    try {
      file = SharedWord.file();
      SharedWord word = SharedWord.map(file);
      Deferred<Long> pid = ref.ask(TaskCommands.SHARE, file.toString(), SHARE_TIMEOUT);
      return new WorkerProcess(ref, result(pid.toCompletableFuture()), word);
    } catch (StartFailure e) {
      var _ = ref.kill();
      throw e;
    } catch (IOException e) {
      var _ = ref.kill();
      throw new StartFailure("the memory to share with a process cannot be had: " + e, e);
    } finally {
      delete(file);
    }
  }

  private void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.getLogger("dev.triga.tasks")
          .log(System.Logger.Level.WARNING, "cannot remove " + file, e);
    }
  }

  private static <T> T result(CompletableFuture<T> future) throws StartFailure {
    while (true) {
      try {
        return future.get();
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw new StartFailure(String.valueOf(cause.getMessage()), cause);
      } catch (java.util.concurrent.CancellationException e) {
        throw new StartFailure("the pool is closed", e);
      } catch (InterruptedException e) {
        // Nobody interrupts a worker without a task.
        Thread.onSpinWait();
      }
    }
  }

  /// The pool takes no more batches: what is being started is not wanted any more.
  void closing() {
    Reactor running;
    synchronized (this) {
      isClosed = true;
      running = reactor;
    }
    if (running != null && running.state() == Reactor.State.RUNNING) {
      try {
        running.execute(() -> Set.copyOf(starting).forEach(Spawning::cancel));
      } catch (ReactorStoppedException e) {
        // Somebody else has closed it meanwhile.
        return;
      }
    }
  }

  /// Ends all processes and waits for that. Idempotent.
  void close() {
    closing();
    Reactor running;
    synchronized (this) {
      running = reactor;
    }
    if (running != null) {
      running.close();
    }
  }
}
