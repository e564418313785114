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
  private final Underway pending;

  ProxyIntakes(EventLoop loop) {
    this.loop = loop;
    this.pending = new Underway(loop, "wait for their PROXY header (ProxyProtocol.pendingMax)");
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
    if (pending.isFull(options.pendingMax())) {
      handle.close();
      return null;
    }
    pending.begins();
    var transport = accepting.transportOn(handle);
    var intake = new ProxyIntake(loop, this, transport, options, opening);
    intake.begin();
    return intake;
  }

  void over() {
    pending.over();
  }

  void failed(StreamTransport transport, CloseReason reason) {
    over();
    loop.log().info(() -> "no PROXY header from " + transport.remoteAddress() + ": " + reason);
  }
}
