package dev.triga.app;

import dev.triga.actors.Workers;
import dev.triga.app.settings.Setting;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.Drivers;
import dev.triga.net.Endpoint;
import dev.triga.reactor.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The settings that every server has.
public final class ServerSettings {
  private static final int COUNT_MAX = Integer.MAX_VALUE;

  /// Where an application listens.
  public static final Setting<List<Endpoint>> BIND =
      Setting.endpoints(
          "bind",
          null,
          "Where to listen, repeatable: tcp:HOST:PORT, tls:HOST:PORT, udp:HOST:PORT,"
              + " unix:/PATH[:mode=660], unix:@NAME, systemd:INDEX, fd:NUMBER, or stdio:, at whose"
              + " end the server ends if it has no other. With --cert the default is a tls: one.");

  /// How many workers serve an application.
  public static final Setting<Integer> WORKERS =
      Setting.number(
              "workers",
              0,
              Workers.COUNT_MAX,
              1,
              "How many workers serve; 0 serves in the arbiter's own process.")
          .forWorkers();

  /// What a worker is.
  public static final Setting<String> CONCURRENCY =
      Setting.choice(
              "concurrency",
              "KIND",
              List.of("process", "thread"),
              "What a worker is: process or thread.")
          .forWorkers();

  /// After what silence a worker is replaced.
  public static final Setting<Duration> TIMEOUT =
      Setting.seconds(
              "timeout",
              Duration.ofSeconds(30),
              "Seconds after which a worker that gives no sign of life is replaced.")
          .forWorkers();

  /// After how many connections a worker is replaced.
  public static final Setting<Integer> MAX_REQUESTS =
      Setting.number(
          "max-requests",
          0,
          COUNT_MAX,
          0,
          "Replace a worker after so many connections; 0 never does.");

  /// How many connections more, at random.
  public static final Setting<Integer> MAX_REQUESTS_JITTER =
      Setting.number(
          "max-requests-jitter",
          0,
          COUNT_MAX,
          0,
          "Up to so many connections more, at random, so that not all are replaced at once.");

  /// How many connections the system may queue.
  public static final Setting<Integer> BACKLOG =
      Setting.number("backlog", 1, COUNT_MAX, 1024, "How many connections the system may queue.");

  /// The certificate for `tls:` endpoints.
  public static final Setting<Path> CERT =
      Setting.file(
          "cert", "PEM file with the certificate for tls: endpoints, and its issuers behind it.");

  /// The key of the certificate.
  public static final Setting<Path> KEY =
      Setting.file("key", "PEM file with the private key of the certificate, not encrypted.");

  /// How long what is served may take when a worker or the server is to stop.
  public static final Setting<Duration> GRACEFUL_TIMEOUT =
      Setting.seconds(
          "graceful-timeout",
          Duration.ofSeconds(30),
          "Seconds that open connections get at the end to take what was written to them.");

  /// The driver of all reactors.
  public static final Setting<String> REACTOR =
      Setting.oneOf(
          "reactor",
          "NAME",
          Drivers.all().stream().map(DriverProvider::name).toList(),
          "The driver, one of `triga reactors`. Default: the one with the star.");

  /// The file with the number of the process.
  public static final Setting<Path> PID_FILE =
      Setting.file("pid-file", "A file with the number of the process while it runs.");

  /// Whom to become.
  public static final Setting<String> USER =
      Setting.text(
          "user", "NAME", null, "Become this user, by name or number, once the ports are open.");

  /// Which group to become a member of.
  public static final Setting<String> GROUP =
      Setting.text(
          "group",
          "NAME",
          null,
          "Become a member of this group, by name or number. Default: that of the"
              + " user; of a number that no user has, the group of that number.");

  /// How much is logged.
  public static final Setting<LogLevel> LOG_LEVEL =
      Setting.logLevel("log-level", LogLevel.WARNING, "debug, info, warning, error or critical.");

  /// Where the log goes.
  public static final Setting<Path> LOG_FILE =
      Setting.file(
          "log-file", "Append the log to this file; USR1 opens it anew. Default: standard error.");

  /// Whether workers are replaced when files change.
  public static final Setting<Boolean> RELOAD =
      Setting.flag(
          "reload", "Replace the workers when their classes, certificates or settings change.");

  /// How long a connection may be idle.
  public static final Setting<Duration> KEEP_ALIVE =
      Setting.seconds(
          "keep-alive",
          null,
          "Seconds after which a connection is ended on which no byte goes either way. Default:"
              + " never.");

  /// Where it is noted who was served.
  public static final Setting<Path> ACCESS_LOG =
      Setting.file(
          "access-log",
          "Append a line for each connection that has ended to this file; USR1 opens it anew."
              + " Default: off.");

  /// Where the status page is.
  public static final Setting<String> DASHBOARD =
      Setting.text(
          "dashboard",
          "ENDPOINT|off",
          "off",
          "Serve a live page about this server: tcp:HOST:PORT, unix:/PATH, or off. What it may do"
              + " needs the token that is printed at the start; so does reading, unless the host is"
              + " a loopback address.");

  /// Where the classes of applications are.
  public static final Setting<String> CLASS_PATH =
      Setting.text(
          "class-path",
          "PATH",
          null,
          "Folders and jars with the application's classes. Default: $CLASSPATH, else the current"
              + " folder.");

  /// The file that sets the others: an option or a variable only.
  public static final Setting<Path> CONFIG =
      Setting.file(
          "config",
          "A file with settings in TOML. It overrides defaults; the environment (TRIGA_…) and"
              + " options override it.");

  /// What is set for the process, whatever it serves.
  public static final List<Setting<?>> OF_PROCESS =
      List.of(
          GRACEFUL_TIMEOUT,
          REACTOR,
          PID_FILE,
          USER,
          GROUP,
          LOG_LEVEL,
          LOG_FILE,
          RELOAD,
          DASHBOARD,
          CLASS_PATH);

  /// What is set for each application.
  public static final List<Setting<?>> OF_APPLICATION =
      List.of(
          BIND,
          WORKERS,
          CONCURRENCY,
          TIMEOUT,
          MAX_REQUESTS,
          MAX_REQUESTS_JITTER,
          KEEP_ALIVE,
          ACCESS_LOG,
          BACKLOG,
          CERT,
          KEY);

  /// What a running server cannot change: HUP says so and leaves it as it is.
  static final List<Setting<?>> OF_THE_START =
      List.of(
          BIND, CONCURRENCY, BACKLOG, REACTOR, PID_FILE, USER, GROUP, LOG_FILE, RELOAD, DASHBOARD);

  private ServerSettings() {}
}
