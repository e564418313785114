package dev.triga.actors.worker;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.launch.AotCache;
import dev.triga.actors.launch.Jvm;
import dev.triga.actors.launch.WorkerJvm;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a worker's process is started, and from which AOT cache.
///
/// @param words the command line
/// @param missing the cache from which it would start if there were one
record WorkerCommand(List<String> words, @Nullable AotCache missing) {
  /// Behind everything else that the machine has to do.
  private static final List<String> LAST = List.of("nice", "-n", "19");

  /// The command for an actor. It reads folders, so not on a turn.
  ///
  /// @param ours how this JVM was started
  /// @param settings what holds for all workers
  /// @param owner our user
  static WorkerCommand of(Jvm ours, WorkerSettings settings, ActorSpec spec, UserPrincipal owner) {
    var jvm = jvm(settings, spec);
    var path = jvm.path(ours);
    if (spec.config().get(CacheTraining.OUTPUT) instanceof String output) {
      var words = new ArrayList<>(LAST);
      words.addAll(
          jvm.command(
              ours,
              path,
              List.of("-XX:AOTCacheOutput=" + output, "-Xlog:disable"),
              WorkerMain.class));
      return new WorkerCommand(words, null);
    }
    var plain = jvm.command(ours, path, List.of(), WorkerMain.class);
    AotCache cache =
        settings.usesCache()
            ? AotCache.of(
                System.getenv(),
                owner,
                plain,
                path.classPath(),
                path.isModular() ? ours.modulePath() : "")
            : null;
    if (cache == null) {
      return new WorkerCommand(plain, null);
    }
    var options = cache.options();
    return options.isEmpty()
        ? new WorkerCommand(plain, cache)
        : new WorkerCommand(jvm.command(ours, path, options, WorkerMain.class), null);
  }

  static WorkerJvm jvm(WorkerSettings settings, ActorSpec spec) {
    WorkerJvm all = settings.jvm();
    var options = new ArrayList<>(all.options());
    options.addAll(spec.jvmOptions());
    return new WorkerJvm(options, all.heap(), all.inherits(), all.environment());
  }
}
