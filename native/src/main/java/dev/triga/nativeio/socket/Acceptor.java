package dev.triga.nativeio.socket;

import java.net.SocketAddress;

/// A listener, as far as failures of the system to accept concern it. On the turn only.
public interface Acceptor {
  /// What it is bound to.
  SocketAddress localAddress();

  /// The open descriptor on which connections are accepted.
  int descriptor();

  /// Accepts nothing until [#goOn()].
  void rest();

  /// Accepts again after a [#rest()].
  void goOn();

  /// Closes it, because its descriptor is none on which connections can be accepted any more, and
  /// tells whoever listens.
  ///
  /// @param outcome the negated error number
  void fail(int outcome);
}
