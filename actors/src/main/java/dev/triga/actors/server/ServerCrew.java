package dev.triga.actors.server;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Command;
import dev.triga.actors.Workers;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Ports of a server, and the workers that serve them. A value: each `with` makes a new one.
///
/// @param name what it is called, as a monitor and in logs
/// @param worker what each worker does; it is given the ports ([dev.triga.actors.SharedPorts])
/// @param endpoints where it listens
/// @param listenOptions how the ports are opened
/// @param workers how many there are, and where. [Workers#locals] serve in the arbiter's own
///   process
public record ServerCrew(
    String name,
    ActorSpec worker,
    List<Endpoint> endpoints,
    ListenOptions listenOptions,
    Workers workers,
    ActorSpec monitor,
    @Nullable Command<String, ?> reopenLogs) {
  /// Checks and copies.
  public ServerCrew {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(listenOptions, "listenOptions");
    Objects.requireNonNull(workers, "workers");
    Objects.requireNonNull(monitor, "monitor");
    endpoints = List.copyOf(endpoints);
  }

  /// One worker process and no ports.
  public static ServerCrew of(String name, ActorSpec worker) {
    return new ServerCrew(
        name,
        worker,
        List.of(),
        ListenOptions.DEFAULT,
        Workers.processes(1),
        ActorSpec.local(name),
        null);
  }

  /// Listening there.
  public ServerCrew bind(List<? extends Endpoint> endpoints) {
    return new ServerCrew(
        name, worker, List.copyOf(endpoints), listenOptions, workers, monitor, reopenLogs);
  }

  /// With ports that are opened so.
  public ServerCrew withListenOptions(ListenOptions options) {
    return new ServerCrew(name, worker, endpoints, options, workers, monitor, reopenLogs);
  }

  /// With these workers.
  public ServerCrew withWorkers(Workers workers) {
    return new ServerCrew(name, worker, endpoints, listenOptions, workers, monitor, reopenLogs);
  }

  /// With a monitor that has these hooks and this config.
  public ServerCrew withMonitor(ActorSpec monitor) {
    return new ServerCrew(name, worker, endpoints, listenOptions, workers, monitor, reopenLogs);
  }

  /// With workers that are told after USR1 to open their log files anew.
  public ServerCrew withReopenLogs(Command<String, ?> command) {
    return new ServerCrew(name, worker, endpoints, listenOptions, workers, monitor, command);
  }
}
