package dev.triga.process;

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
    boolean canAdopt =
        system.isNative() && loop.streams().adoptsPipes() && Files.exists(AdoptedPipes.NAMES);
    return canAdopt ? new AdoptedPipes(loop, system) : new PumpedPipes(loop);
  }

  /// Where the child's end of a new pipe is to be had. Before the start, on its thread.
  ///
  /// @throws IllegalArgumentException if there are no descriptors left
  abstract ProcessBuilder.Redirect childEnd(StandardStream which);

  /// The child has been started, or could not be: its ends belong to it alone. On the same thread.
  abstract void started(@Nullable Process child);

  /// Makes our end of a pipe a connection. On the turn.
  ///
  /// @throws IllegalArgumentException if the driver cannot take it
  abstract <P extends Protocol> void open(StandardStream which, ProtocolFactory<P> factory);

  /// Closes all ends of ours that are no connections: on the turn, or where there is no child on
  /// the thread that should have started it. Idempotent.
  abstract void discard();
}
