package dev.triga.process;

import dev.triga.async.Deferred;
import dev.triga.loop.EventLoop;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.reactor.Reactor;
import java.nio.file.Path;

/// Named pipes as connections of one direction. They are opened and carried by a thread, on every
/// driver; one that is open already and known by its number goes through [Reactor#adoptConnection].
public final class Fifos {
  private Fifos() {}

  /// Opens a named pipe to read from, which takes until somebody writes to it. Any thread.
  ///
  /// @return the protocol, after its `connectionMade`; writes to its transport answer that it is
  ///   closed. It fails with the [java.io.IOException] of the system; cancelling it gives up
  public static <P extends Protocol> Deferred<P> read(
      Reactor reactor, Path path, ProtocolFactory<P> factory) {
    return new FifoOpening<>((EventLoop) reactor, path, true, factory).begin();
  }

  /// Opens a named pipe to write to, which takes until somebody reads it. Any thread.
  ///
  /// @return the protocol, after its `connectionMade`. It fails with the [java.io.IOException] of
  ///   the system; cancelling it gives up
  public static <P extends Protocol> Deferred<P> write(
      Reactor reactor, Path path, ProtocolFactory<P> factory) {
    return new FifoOpening<>((EventLoop) reactor, path, false, factory).begin();
  }
}
