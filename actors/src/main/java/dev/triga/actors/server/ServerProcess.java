package dev.triga.actors.server;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Hook;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Log;
import dev.triga.reactor.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A server: its crews, and how it runs as a process of the operating system.
///
/// **Signals.** TERM and INT stop it in order, a second INT at once. HUP asks [#onReload] what is
/// to be and replaces the workers one by one, TTIN and TTOU make those of the first crew one more
/// or fewer (never below one), WINCH retires all of them until HUP or TTIN brings them back, USR1
/// is told to [#onReopenLogs]. They are heard on a thread of their own, so also when the arbiter's
/// loop is stuck.
///
/// **Exit codes.** 0 stopped in order, 1 failed, 3 or its own a halt, 4 the workers failed too
/// often, 130 the second INT.
///
/// Not for two threads at once.
public final class ServerProcess {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

  final String name;
  final List<ServerCrew> crews = new ArrayList<>();
  Duration grace = DEFAULT_GRACE;
  LogLevel logLevel = LogLevel.WARNING;
  @Nullable String driver;
  @Nullable Path pidFile;
  String user = "";
  String group = "";
  Runnable userChecks = () -> {};
  Consumer<List<Endpoint>> listening = bound -> {};
  Consumer<List<Endpoint>> ready = bound -> {};
  Runnable reopenLogs = () -> {};
  Hook arbiterReady = arbiter -> {};
  Consumer<Runnable> reloadable = reload -> {};
  Consumer<Operator> operable = operator -> {};
  Rereading reload = log -> this;

  private ServerProcess(String name) {
    this.name = name;
  }

  /// A server without crews.
  ///
  /// @param name what it is called in logs
  public static ServerProcess of(String name) {
    return new ServerProcess(name);
  }

  /// A server with one worker process and no ports.
  ///
  /// @param name what it is called in logs
  /// @param worker what each worker does
  public static ServerProcess of(String name, ActorSpec worker) {
    return of(name).crew(ServerCrew.of(name, worker));
  }

  /// Adds ports and the workers that serve them. No two may have the same name.
  public ServerProcess crew(ServerCrew crew) {
    if (crews.stream().anyMatch(other -> other.name().equals(crew.name()))) {
      throw new IllegalArgumentException("there is a crew '" + crew.name() + "' already");
    }
    crews.add(crew);
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

  /// Is run once we have become another user: what is read from then on has to be readable for that
  /// one. What it throws ends the server, before a worker starts.
  public ServerProcess checkAsUser(Runnable check) {
    userChecks = check;
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

  /// Is called when all workers serve for the first time, as a coroutine on the arbiter's turn. A
  /// failure is reported.
  public ServerProcess onArbiterReady(Hook hook) {
    arbiterReady = hook;
    return this;
  }

  /// What a server is to be from now on.
  @FunctionalInterface
  public interface Rereading {
    /// Reads it, on a thread that it may block.
    ///
    /// @param log takes what there is to say
    /// @return a description that has the same crews in the same order
    /// @throws Exception when it cannot be read or is wrong; the message is logged
    ServerProcess read(Log log) throws Exception;
  }

  /// Is asked at HUP what the server is to be from then on. What it changes in crews (but for their
  /// ports and the kind of their workers), [#grace], [#logLevel], [#onReopenLogs] and this very
  /// question takes effect; the rest is as it was. When it fails, nothing changes and that is
  /// logged.
  public ServerProcess onReload(Rereading reading) {
    reload = reading;
    return this;
  }

  /// Is given, when the server runs, what does the same as HUP. It is for any thread.
  public ServerProcess onReloadable(Consumer<Runnable> action) {
    reloadable = action;
    return this;
  }

  /// Is given, once the ports are open and before a worker starts, who may ask the arbiter for what
  /// operators ask for. What it throws ends the server.
  public ServerProcess onOperable(Consumer<Operator> action) {
    operable = action;
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
