package dev.triga.actors.server;

import static dev.triga.async.Await.await;

import dev.triga.actors.SharedPorts;
import dev.triga.actors.control.ControlActions;
import dev.triga.actors.control.ControlLink;
import dev.triga.actors.control.ControlRequest;
import dev.triga.actors.launch.RunDirectory;
import dev.triga.actors.launch.RunUser;
import dev.triga.async.Deferred;
import dev.triga.driver.OperatingSystem;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The process whose place this one is to take, as this one sees it. On the turn.
final class Predecessor implements SharedPorts.Inheritance {
  /// The environment variable with its number.
  static final String VARIABLE = "_TRIGA_PREDECESSOR";

  /// Says that we serve.
  static final String READY = "ready";

  /// What it answers to that.
  static final String RETIRING = "retiring";

  /// What it answers when it does not expect us any more.
  static final String TOO_LATE = "too late";

  /// How long it may take for an answer: it is at work, and may have to load classes first.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ControlLink link;
  private final Map<String, SharedPorts.Inherited> ports = new HashMap<>();

  private Predecessor(ControlLink link) {
    this.link = link;
  }

  /// The one that the environment names, with its ports; null when this process succeeds nobody, or
  /// that one is gone. The caller's thread runs the reactor meanwhile.
  ///
  /// @throws IllegalStateException if it lives and does not hand over its ports
  static @Nullable Predecessor meet(Reactor reactor, Map<String, String> environment) {
    String number = environment.getOrDefault(VARIABLE, "");
    if (!number.matches("[1-9][0-9]{0,17}")) {
      return null;
    }
    long pid = Long.parseLong(number);
    // The variable may have been handed on by a program that a server of old has started.
    if (ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L) != pid) {
      return null;
    }
    var us = RunUser.ofThisProcess();
    Path directory =
        RunDirectory.find(
            RunDirectory.places(
                environment.getOrDefault("XDG_RUNTIME_DIR", ""),
                RunUser.TEMPORARY_FOLDER,
                us.number()),
            us.principal(),
            pid);
    if (directory == null) {
      throw new IllegalStateException("process " + pid + " has no run directory to meet it in");
    }
    try {
      var met = new Predecessor(await(ControlLink.connect(reactor, directory)));
      await(met.takePorts());
      return met;
    } catch (IOException e) {
      throw new IllegalStateException("process " + pid + " cannot be met: " + e.getMessage(), e);
    }
  }

  private Deferred<?> takePorts() {
    return ask(ControlActions.TAKE_PLACE)
        .thenAccept(answer -> {
          if (!(answer instanceof List<?> all)) {
            throw new IllegalStateException("the predecessor does not expect us: " + answer);
          }
          var sockets = new ArrayDeque<>(link.takeSockets());
          for (Object each : all) {
            if (each instanceof List<?> port && port.size() == 3) {
              var socket = Boolean.TRUE.equals(port.get(2)) ? sockets.remove() : null;
              ports.put(
                  String.valueOf(port.get(0)),
                  new SharedPorts.Inherited(Endpoint.parse(String.valueOf(port.get(1))), socket));
            }
          }
        });
  }

  private Deferred<@Nullable Object> ask(String action) {
    return link.ask(new ControlRequest(action, List.of())).timeout(PATIENCE);
  }

  /// What it has had for an endpoint that is wanted; each is taken once.
  @Override
  public SharedPorts.@Nullable Inherited take(Endpoint wanted) {
    return ports.remove(wanted.toString());
  }

  /// Closes what nobody has taken.
  void closeRest() {
    ports
        .values()
        .forEach(port -> {
          var socket = port.socket();
          if (socket != null) {
            OperatingSystem.current().close(socket);
          }
        });
    ports.clear();
  }

  /// Says that we serve.
  ///
  /// @return whether it retires; it may be gone already, which comes to the same
  Deferred<Boolean> sayReady() {
    return ask(READY).handle((answer, failure) -> failure != null || RETIRING.equals(answer));
  }
}
