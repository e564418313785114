package dev.triga.actors.worker;

import dev.triga.actors.launch.WorkerJvm;
import java.util.Set;

/// What holds for all worker processes of an arbiter.
///
/// @param jvm how their JVMs are started, but for what a spec adds
/// @param driver the driver of their reactors, empty for the best
/// @param packages the packages whose classes may come in messages; empty for all on the path
/// @param usesCache whether they may start from an AOT cache
public record WorkerSettings(
    WorkerJvm jvm, String driver, Set<String> packages, boolean usesCache) {
  /// What an arbiter has that says nothing else. `-Dtriga.aot=off` does without AOT caches.
  public static final WorkerSettings DEFAULT =
      new WorkerSettings(
          WorkerJvm.DEFAULT, "", Set.of(), !System.getProperty("triga.aot", "").equals("off"));

  /// Copies the names.
  public WorkerSettings {
    packages = Set.copyOf(packages);
  }
}
