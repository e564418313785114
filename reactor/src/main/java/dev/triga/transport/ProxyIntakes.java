package dev.triga.transport;

import dev.triga.driver.StreamHandle;
import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import dev.triga.net.ProxyProtocol;
import org.jspecify.annotations.Nullable;

/// The connections of a listening port that wait for their PROXY header: who may, how many, and a
/// word in the log on each that fails, since no protocol hears of it. On the turn.
final class ProxyIntakes {
  private final EventLoop loop;
  private int pending;
  private boolean hasToldFull;

  ProxyIntakes(EventLoop loop) {
    this.loop = loop;
  }

  /// Makes the transport of a connection.
  @FunctionalInterface
  interface Accepting {
    StreamTransport transportOn(StreamHandle handle);
  }

  /// What is done once the header is there.
  @FunctionalInterface
  interface Opening {
    void open(StreamTransport transport);
  }

  /// Begins to wait for a header.
  ///
  /// @return who hears of the handle; null if the connection was closed
  @Nullable ProxyIntake begin(
      StreamHandle handle, ProxyProtocol options, Accepting accepting, Opening opening) {
    var peer = handle.remoteAddress();
    if (!options.trusts(peer)) {
      loop.log().info(() -> "closed a connection from " + peer + ", which is no trusted proxy");
      handle.close();
      return null;
    }
    if (isFull(options)) {
      handle.close();
      return null;
    }
    pending++;
    var transport = accepting.transportOn(handle);
    var intake = new ProxyIntake(loop, this, transport, options, opening);
    intake.begin();
    return intake;
  }

  /// The first time is logged, until there is room again.
  private boolean isFull(ProxyProtocol options) {
    if (pending < options.pendingMax()) {
      return false;
    }
    if (!hasToldFull) {
      hasToldFull = true;
      loop.log()
          .warning(
              "connections are closed at once while "
                  + pending
                  + " wait for their PROXY header (ProxyProtocol.pendingMax)");
    }
    return true;
  }

  void over() {
    pending--;
    hasToldFull = false;
  }

  void failed(StreamTransport transport, CloseReason reason) {
    over();
    loop.log().info(() -> "no PROXY header from " + transport.remoteAddress() + ": " + reason);
  }
}
