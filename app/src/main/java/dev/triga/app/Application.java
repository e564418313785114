package dev.triga.app;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Answers;
import dev.triga.app.settings.Setting;
import dev.triga.app.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A program that an arbiter runs by workers: what it is called, what can be set, and what is done
/// in the workers and in the monitor that keeps them. See [ServerApplication] for one that serves
/// ports, and [ApplicationServer] for running it.
///
/// The class needs a public constructor without parameters: each process makes an object of its
/// own. Without workers all is done in the arbiter's process.
///
/// All callbacks run as coroutines, on the turn of the actor they are given; they may
/// [await][dev.triga.async.Await#await] and must not block.
public interface Application {
  /// How often [#monitorTask] and [#workerTask] are called.
  Duration TASK_PERIOD = Duration.ofSeconds(1);

  /// What it is called: the name of its monitor. By default the class's, in lower case.
  default String name() {
    return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  /// What can be set besides [ServerSettings]. One of those with [another
  /// default][Setting#withDefault] takes its place.
  default List<Setting<?>> settings() {
    return List.of();
  }

  // In the arbiter's process.

  /// Says which commands its monitor answers. Called once, before [#monitorStart].
  default void monitorAnswers(Answers on) {}

  /// The settings have been read, at the start and at each HUP: what fits together nobody else can
  /// check. On any thread, which it may block.
  ///
  /// @return the settings, with other [defaults][Settings#withDefault] if need be
  /// @throws dev.triga.app.settings.SettingException if they do not fit together; the message is
  ///   one line. At the start the program ends with exit code 2, at HUP everything stays as it is
  default Settings check(Settings settings) {
    return settings;
  }

  /// Files and folders whose change replaces the workers under `--reload`. On any thread.
  default List<Path> files(Settings settings) {
    return List.of();
  }

  /// The ports are open, the first worker is about to start.
  ///
  /// @throws Exception ends the server
  default void monitorStart(Actor monitor, Settings settings) throws Exception {}

  /// All workers serve for the first time.
  ///
  /// @throws Exception is reported
  default void monitorReady(Actor monitor, Settings settings) throws Exception {}

  /// Once a second, never twice at once.
  ///
  /// @throws Exception is reported
  default void monitorTask(Actor monitor, Settings settings) throws Exception {}

  /// Adds to what the monitor tells about itself.
  ///
  /// @throws Exception is noted in the info
  default void monitorInfo(Actor monitor, Settings settings, Map<String, Object> info)
      throws Exception {}

  /// The monitor begins to stop; its workers are still there.
  ///
  /// @throws Exception is reported
  default void monitorStopping(Actor monitor, Settings settings) throws Exception {}

  /// Has the last word on a worker that is about to start. A plain call, which must not await.
  ///
  /// @throws Exception fails the start
  default ActorSpec workerSpec(Actor monitor, Settings settings, ActorSpec worker)
      throws Exception {
    return worker;
  }

  // In each worker.

  /// The worker is about to run.
  ///
  /// @throws Exception fails its start
  default void workerStart(Actor worker, Settings settings) throws Exception {}

  /// The worker runs, and takes connections if it serves ports.
  ///
  /// @throws Exception fails its start
  default void workerReady(Actor worker, Settings settings) throws Exception {}

  /// Once a second, never twice at once.
  ///
  /// @throws Exception is reported
  default void workerTask(Actor worker, Settings settings) throws Exception {}

  /// Adds to what the worker tells about itself.
  ///
  /// @throws Exception is noted in the info
  default void workerInfo(Actor worker, Settings settings, Map<String, Object> info)
      throws Exception {}

  /// Log files are to be opened anew, after USR1. It must not throw.
  default void workerReopenLogs(Actor worker, Settings settings) {}

  /// The worker begins to stop; what it serves has ended, or had its time.
  ///
  /// @throws Exception is reported
  default void workerStopping(Actor worker, Settings settings) throws Exception {}
}
