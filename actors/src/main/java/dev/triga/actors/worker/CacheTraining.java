package dev.triga.actors.worker;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Restart;
import dev.triga.actors.Shutdown;
import dev.triga.actors.cell.Cell;
import dev.triga.actors.launch.AotCache;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the AOT cache of the workers: some time after the first of them runs, a process like
/// theirs is started behind everything else, does what workers do, and leaves the cache when it
/// ends. It serves nobody. Once for each arbiter; on its turn.
final class CacheTraining {
  /// The value of the config with the file that the JVM of a process is to leave.
  static final String OUTPUT = "triga.aot-output";

  /// Until then there is something else to do for the processor: the other workers start, and
  /// clients come.
  private static final Duration LATER = Duration.ofSeconds(10);

  /// How long making it may take on a busy machine, on which it comes last.
  static final Duration LIMIT = Duration.ofMinutes(5);

  private final Cell arbiter;
  private boolean hasBegun;

  CacheTraining(Cell arbiter) {
    this.arbiter = arbiter;
  }

  /// A worker runs that had no cache.
  ///
  /// @param options the JVM options of its own, without which the cache would be none for its like
  void wanted(AotCache cache, List<String> options) {
    if (hasBegun) {
      return;
    }
    hasBegun = true;
    arbiter.schedule(LATER, () -> begin(cache, options));
  }

  private Reactor reactor() {
    return arbiter.reactor();
  }

  private void begin(AotCache cache, List<String> options) {
    var _ =
        reactor()
            .<AotCache.@Nullable Making>deferToThread(cache::make)
            .handle((making, failure) -> {
              if (making != null) {
                train(making, options);
              }
              return null;
            });
  }

  private void train(AotCache.Making making, List<String> options) {
    var spec =
        ActorSpec.process("aot-training", TrainingWorker.class)
            .jvmOptions(options.toArray(String[]::new))
            .config(OUTPUT, making.draft().toString())
            .restart(Restart.TEMPORARY)
            .bootDeadline(LIMIT)
            .timeout(LIMIT)
            // When the arbiter stops, nobody waits for a cache.
            .shutdown(Shutdown.BRUTAL);
    var spawning = arbiter.spawn(spec);
    var _ =
        spawning
            .thenCompose(worker -> worker.terminated())
            .handle((ended, failure) -> {
              finish(making);
              return null;
            });
  }

  private void finish(AotCache.Making making) {
    var _ =
        reactor()
            .deferToThread(() -> {
              try (making) {
                return making.done();
              } catch (IOException e) {
                return false;
              }
            })
            .handle((isMade, failure) -> {
              reactor()
                  .log()
                  .debug(
                      isMade != null && isMade
                          ? "workers start from an AOT cache from now on"
                          : "no AOT cache was made");
              return null;
            });
  }
}
