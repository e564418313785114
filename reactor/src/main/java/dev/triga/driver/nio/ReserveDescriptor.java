package dev.triga.driver.nio;

import java.io.IOException;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/// A descriptor kept in reserve for the moment in which the process has none left.
///
/// A listener whose accept fails for lack of descriptors would be reported as ready for ever. With
/// the reserve given up for an instant, one waiting connection can be accepted and closed, so that
/// its peer hears about it.
final class ReserveDescriptor {
  private @Nullable Pipe reserve = open();

  private static @Nullable Pipe open() {
    try {
      return Pipe.open();
    } catch (IOException e) {
      return null;
    }
  }

  /// Accepts the next waiting connection and closes it.
  ///
  /// @return whether there was one
  boolean turnAway(ServerSocketChannel listener) {
    close();
    try (var turnedAway = listener.accept()) {
      return turnedAway != null;
    } catch (IOException e) {
      return false;
    } finally {
      reserve = open();
    }
  }

  void close() {
    var held = reserve;
    reserve = null;
    if (held != null) {
      try {
        held.source().close();
        held.sink().close();
      } catch (IOException e) {
        // Nothing depends on it: a descriptor that cannot be closed is gone all the same.
        reserve = null;
      }
    }
  }
}
