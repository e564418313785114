package dev.triga.net;

/// What became of a [DatagramTransport#send].
public enum SendOutcome {
  /// Accepted. It goes out at the end of this pass, or as soon as the system takes it; whether it
  /// arrives, nobody knows.
  QUEUED,
  /// Not accepted: the queue is full. Drop it, or wait for [DatagramProtocol#writable()].
  FULL,
  /// Not accepted: larger than a datagram can be ([DatagramTransport#DATAGRAM_BYTES_MAX]).
  TOO_LARGE,
  /// Not accepted: the socket is closed.
  CLOSED
}
