package dev.triga.app;

import dev.triga.net.CloseReason;
import dev.triga.net.Transport;

/// Is told of the connections of a [ServerApplication], on the worker's turn.
public interface ConnectionWatcher {
  /// Somebody has connected, and the protocol has been made.
  void made(Transport transport);

  /// A connection has ended.
  void lost(Transport transport, CloseReason reason);
}
