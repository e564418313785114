package dev.triga.nativeio.socket;

import java.net.SocketAddress;

/// A listener, as far as a shortage of descriptors concerns it. On the turn only.
public interface Acceptor {
  /// What it is bound to.
  SocketAddress localAddress();

  /// The open descriptor on which connections are accepted.
  int descriptor();

  /// Accepts nothing until [#goOn()].
  void rest();

  /// Accepts again after a [#rest()].
  void goOn();
}
