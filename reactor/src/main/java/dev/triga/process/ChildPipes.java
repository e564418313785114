package dev.triga.process;

import dev.triga.driver.Availability;
import dev.triga.driver.OperatingSystem;
import dev.triga.loop.EventLoop;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/// The pipes of one child, from before its start until each has become a connection.
abstract sealed class ChildPipes permits AdoptedPipes, PumpedPipes {
  /// The way in which pipes go on this reactor's driver. On the turn.
  static ChildPipes of(EventLoop loop) {
    var system = OperatingSystem.current();
    return switch (adoption(loop, system)) {
      case Availability.Available _ -> new AdoptedPipes(loop, system);
      case Availability.Unavailable(String reason) -> new PumpedPipes(loop, reason);
    };
  }

  private static Availability adoption(EventLoop loop, OperatingSystem system) {
    if (!system.isNative()) {
      return Availability.no("triga-native is not on the path, or not for this system");
    }
    return Files.exists(AdoptedPipes.NAMES)
        ? loop.streams().adoptsPipes()
        : Availability.no("this system has no " + AdoptedPipes.NAMES);
  }

  /// Where the child's end of a new pipe for a standard stream is to be had. Before the start, on
  /// its thread.
  ///
  /// @throws IllegalArgumentException if there are no descriptors left
  abstract ProcessBuilder.Redirect childEnd(ChildStream which);

  /// Makes a pipe that the child opens for itself, by name, because the JDK hands on the standard
  /// streams only. Before the start, on its thread.
  ///
  /// @throws IllegalArgumentException if there are no descriptors left
  /// @throws UnsupportedOperationException if pipes have no names here
  abstract void lend(ChildStream which);

  /// What a shell has to do before it becomes the program: it opens what was lent, and says so.
  /// Before the start, on its thread.
  abstract String opening();

  /// The child has been started, or could not be: its ends of the standard streams belong to it
  /// alone. On the same thread.
  abstract void started(@Nullable Process child);

  /// Makes our end of a pipe a connection. On the turn.
  ///
  /// @throws IllegalArgumentException if the driver cannot take it
  abstract <P extends Protocol> void open(ChildStream which, ProtocolFactory<P> factory);

  /// Begins to wait for the child to have opened what was lent to it, to close it here then: only
  /// when nobody else has an end of a pipe, is the child's end of it the end. On the turn.
  abstract void awaitOpened();

  /// The child has exited, or nobody wants its pipes: what was lent is closed. On the turn;
  /// idempotent.
  abstract void takeBack();

  /// Closes all ends of ours that are no connections: on the turn, or where there is no child on
  /// the thread that should have started it. Idempotent.
  abstract void discard();
}
