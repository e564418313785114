package dev.triga.actors.cell;

import dev.triga.actors.ComputeLimitFailure;
import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The threads that compute for an actor, each with a loop of its own. They are started when there
/// is more to do than those there are can take, and end with the actor. On the actor's turn.
final class Computing {
  /// How many tasks may be unfinished for each thread that there may be.
  static final int TASKS_PER_THREAD_MAX = 1_000;

  private final Cell cell;
  private final int threadsMax;
  private final List<ComputingThread> threads = new ArrayList<>();
  private final Set<Deferred<?>> unfinished = new LinkedHashSet<>();

  Computing(Cell cell) {
    this.cell = cell;
    this.threadsMax = cell.spec().threadWorkers();
  }

  <T extends @Nullable Object> Deferred<T> compute(Callable<?> work) {
    Deferred<T> result = new Deferred<>(cell.reactor());
    int limit = threadsMax * TASKS_PER_THREAD_MAX;
    if (unfinished.size() >= limit) {
      result.fail(new ComputeLimitFailure(cell.self().toString(), limit));
      return result;
    }
    ComputingThread thread = leastBusy();
    if (thread == null || (thread.tasks > 0 && threads.size() < threadsMax)) {
      thread = new ComputingThread(cell, threads.size() + 1);
      threads.add(thread);
    }
    ComputingThread chosen = thread;
    chosen.tasks++;
    unfinished.add(result);
    var done =
        chosen
            .submit(work, result)
            .handle((nothing, failure) -> {
              chosen.tasks--;
              unfinished.remove(result);
              return null;
            });
    assert !done.isDone();
    return result;
  }

  private @Nullable ComputingThread leastBusy() {
    ComputingThread least = null;
    for (ComputingThread thread : threads) {
      if (least == null || thread.tasks < least.tasks) {
        least = thread;
      }
    }
    return least;
  }

  /// How many threads there are.
  int threads() {
    return threads.size();
  }

  /// Lets the threads finish what they have, and waits for their end.
  Deferred<?> stop() {
    // What a stage waits for needs its loop, which ends as soon as it is asked to.
    return Deferred.settled(List.copyOf(unfinished))
        .on(cell.reactor())
        .thenCompose(done -> stopThreads());
  }

  private Deferred<?> stopThreads() {
    List<Deferred<?>> ends = new ArrayList<>();
    for (ComputingThread thread : threads) {
      ends.add(thread.stop());
    }
    return Deferred.settled(ends).on(cell.reactor());
  }

  /// The actor has ended: whatever has no result yet will have none.
  void end(Termination ended) {
    threads.forEach(ComputingThread::stop);
    List.copyOf(unfinished)
        .forEach(result -> result.fail(new TerminatedFailure("what was to be computed", ended)));
    unfinished.clear();
  }

  /// One thread with its loop.
  private static final class ComputingThread {
    private final Cell cell;
    private final Reactor loop;
    private final Deferred<@Nullable Void> ended = new Deferred<>();

    /// How many tasks it has; on the actor's turn.
    int tasks;

    ComputingThread(Cell cell, int number) {
      this.cell = cell;
      String name = cell.name() + " computing " + number;
      this.loop = Reactor.builder().name(name).open();
      new Thread(this::live, name).start();
    }

    private void live() {
      Cell before = cell.enter();
      try {
        loop.run();
      } catch (Throwable failure) {
        cell.turn.deliver(() -> cell.failed("computing thread", loop.name(), failure));
      } finally {
        Cell.leave(before);
        ended.succeed(Nothing.nothing());
      }
    }

    /// Runs the work and hands on what it gives, or what the stage gives that it returns.
    ///
    /// @return succeeds, on the actor's turn, when that is done
    Deferred<@Nullable Void> submit(Callable<?> work, Deferred<?> result) {
      Deferred<@Nullable Void> done = new Deferred<>(cell.reactor());
      loop.execute(() -> {
        try {
          Object value = work.call();
          if (value instanceof CompletionStage<?> stage) {
            var _ =
                Deferred.of(stage)
                    .handle((late, failure) -> {
                      finish(result, late, failure, done);
                      return null;
                    });
          } else {
            finish(result, value, null, done);
          }
        } catch (Throwable failure) {
          finish(result, null, failure, done);
        }
      });
      return done;
    }

    @SuppressWarnings("unchecked") // Actor.compute vouches for the type.
    private static void finish(
        Deferred<?> result,
        @Nullable Object value,
        @Nullable Throwable failure,
        Deferred<@Nullable Void> done) {
      if (failure == null) {
        ((Deferred<@Nullable Object>) result).succeed(Nothing.maybe(value));
      } else {
        result.fail(failure);
      }
      done.succeed(Nothing.nothing());
    }

    Deferred<@Nullable Void> stop() {
      loop.stop();
      return ended;
    }
  }
}
