package dev.triga.actors.server;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Workers;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.reactor.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A server: its ports, its workers, and how it runs as a process of the operating system.
///
/// **Signals.** TERM and INT stop it in order, a second INT at once. HUP replaces the workers one
/// by one, TTIN and TTOU make them one more or fewer (never below one), WINCH retires all of them
/// until HUP or TTIN brings them back, USR1 is told to [#onReopenLogs]. They are heard on a thread
/// of their own, so also when the arbiter's loop is stuck.
///
/// **Exit codes.** 0 stopped in order, 1 failed, 3 or its own a halt, 4 the workers failed too
/// often, 130 the second INT.
///
/// Not for two threads at once.
public final class ServerProcess {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

  final String name;
  final ActorSpec worker;
  List<? extends Endpoint> endpoints = List.of();
  ListenOptions listenOptions = ListenOptions.DEFAULT;
  Workers workers = Workers.processes(1);
  Duration grace = DEFAULT_GRACE;
  LogLevel logLevel = LogLevel.WARNING;
  @Nullable String driver;
  @Nullable Path pidFile;
  String user = "";
  String group = "";
  Consumer<List<Endpoint>> listening = bound -> {};
  Consumer<List<Endpoint>> ready = bound -> {};
  Runnable reopenLogs = () -> {};

  private ServerProcess(String name, ActorSpec worker) {
    this.name = name;
    this.worker = worker;
  }

  /// A server with one worker process and no ports.
  ///
  /// @param name what it is called in logs
  /// @param worker what each worker does; it is given the ports ([dev.triga.actors.SharedPorts])
  public static ServerProcess of(String name, ActorSpec worker) {
    return new ServerProcess(name, worker);
  }

  /// Where it listens.
  public ServerProcess bind(List<? extends Endpoint> endpoints) {
    this.endpoints = List.copyOf(endpoints);
    return this;
  }

  /// How the ports are opened.
  public ServerProcess listenOptions(ListenOptions options) {
    listenOptions = options;
    return this;
  }

  /// How many workers there are, and where.
  public ServerProcess workers(Workers workers) {
    this.workers = workers;
    return this;
  }

  /// How long a worker may take for finishing what it serves when it is to stop; 30 s by default.
  public ServerProcess grace(Duration grace) {
    this.grace = grace;
    return this;
  }

  /// The level of the log, in all processes.
  public ServerProcess logLevel(LogLevel level) {
    logLevel = level;
    return this;
  }

  /// The driver of all reactors, by name; the best one by default.
  public ServerProcess driver(@Nullable String name) {
    driver = name;
    return this;
  }

  /// A file with the number of this process while it runs.
  public ServerProcess pidFile(@Nullable Path file) {
    pidFile = file;
    return this;
  }

  /// Who to become once the ports are open, by name or number; empty to stay who we are.
  public ServerProcess runAs(String user, String group) {
    this.user = user;
    this.group = group;
    return this;
  }

  /// Is told the real endpoints when the ports are open.
  public ServerProcess onListening(Consumer<List<Endpoint>> action) {
    listening = action;
    return this;
  }

  /// Is told the real endpoints when all workers serve for the first time.
  public ServerProcess onReady(Consumer<List<Endpoint>> action) {
    ready = action;
    return this;
  }

  /// Opens the log files anew, after USR1. On any thread.
  public ServerProcess onReopenLogs(Runnable action) {
    reopenLogs = action;
    return this;
  }

  /// Runs it on the calling thread until it has ended.
  ///
  /// @return the exit code
  /// @throws dev.triga.net.BindFailure if a port cannot be opened
  /// @throws IllegalStateException if the pid file belongs to a process that runs, or the user
  ///   cannot be changed
  public int run() {
    return new ServerRun(this).run();
  }
}
