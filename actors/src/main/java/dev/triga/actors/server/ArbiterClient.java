package dev.triga.actors.server;

import dev.triga.actors.control.ControlRefusal;
import dev.triga.actors.control.ControlRequest;
import dev.triga.actors.control.ControlWire;
import dev.triga.actors.launch.RunDirectory;
import dev.triga.actors.launch.RunDirectoryException;
import dev.triga.actors.launch.RunUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks an arbiter that runs in another process of this machine and of the same user: what `triga
/// ctl` is made of.
///
/// ```java
/// try (var arbiter = ArbiterClient.of(pid)) {
///   System.out.println(arbiter.ask("info"));
/// }
/// ```
///
/// It blocks, so it is not for a reactor's turn. Not for two threads at once. After
/// [close][#close()] it answers nothing.
public final class ArbiterClient implements AutoCloseable {
  /// What takes as long as workers do. All else is answered at once, or under time-outs of the
  /// arbiter's own.
  private static final Set<String> LONG = Set.of("scale", "reload", "kill");

  private static final ControlRequest IS_ANYBODY_THERE =
      new ControlRequest("ping", List.of("arbiter"));

  private final ControlWire wire;

  private ArbiterClient(ControlWire wire) {
    this.wire = wire;
  }

  /// The arbiter cannot be asked, or does not do what it was asked for. The message is one line for
  /// the operator.
  public static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// Connects to the arbiter of a process.
  ///
  /// @throws Refusal if there is no such process, it belongs to somebody else, or it is no arbiter
  public static ArbiterClient of(long pid) {
    if (ProcessHandle.of(pid).isEmpty()) {
      throw new Refusal("there is no process " + pid, null);
    }
    var us = RunUser.ofThisProcess();
    checkOwner(pid, us.principal());
    Path directory = find(pid, us);
    try {
      return new ArbiterClient(ControlWire.connect(directory));
    } catch (IOException e) {
      throw new Refusal("the arbiter of process " + pid + " does not answer: " + e.getMessage(), e);
    }
  }

  /// Nobody but its owner may ask, not even root: what root asks for would be done as somebody
  /// else.
  private static void checkOwner(long pid, UserPrincipal us) {
    String owner = owner(pid);
    if (owner != null && !owner.equals(us.getName())) {
      throw new Refusal(
          "process %d belongs to user %s: run this as %s".formatted(pid, owner, owner), null);
    }
  }

  private static @Nullable String owner(long pid) {
    try {
      return Files.getOwner(Path.of("/proc", Long.toString(pid))).getName();
    } catch (IOException e) {
      // Not Linux, or it ends just now.
      return ProcessHandle.of(pid).flatMap(process -> process.info().user()).orElse(null);
    }
  }

  private static Path find(long pid, RunUser us) {
    var places =
        new ArrayList<>(
            RunDirectory.places(
                System.getenv().getOrDefault("XDG_RUNTIME_DIR", ""),
                RunUser.TEMPORARY_FOLDER,
                us.number()));
    // Ours may be set otherwise than the arbiter's: this is where systemd has it.
    places.add(Path.of("/run/user", Long.toString(us.number()), "triga"));
    try {
      Path found = RunDirectory.find(places, us.principal(), pid);
      if (found == null) {
        throw new Refusal(
            "process %d is no arbiter of Triga: it has no folder in %s".formatted(pid, places),
            null);
      }
      return found;
    } catch (RunDirectoryException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }

  /// Asks for something and waits for the answer: for 10 seconds, and where workers start or end
  /// for it (`scale`, `reload`, `kill`), for as long as they take, once the arbiter has shown
  /// within 10 seconds that it answers at all. `stop` is answered when it begins.
  ///
  /// @param action `info`, `ping`, `scale`, `reload`, `stop`, `kill`, `config-get` or `config-set`
  /// @param arguments what it is about; see the `triga ctl` command
  /// @return the answer: null, a boolean, number or text, or lists and maps of these
  /// @throws Refusal if the arbiter refuses, is gone, or is silent; then this is of no more use
  public @Nullable Object ask(String action, String... arguments) {
    var request = new ControlRequest(action, List.of(arguments));
    try {
      if (LONG.contains(action)) {
        var _ = wire.ask(IS_ANYBODY_THERE, ControlWire.ANSWER_MAX);
        return wire.ask(request);
      }
      return wire.ask(request, ControlWire.ANSWER_MAX);
    } catch (ControlRefusal e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new Refusal("the arbiter has not answered: " + e.getMessage(), e);
    }
  }

  /// Ends the conversation.
  @Override
  public void close() {
    wire.close();
  }
}
