package dev.triga.driver;

/// What became of a [DatagramHandle#send].
public enum SendOutcome {
  /// The system has taken the datagram.
  SENT,
  /// The system takes none now: the sink's `writable` follows.
  FULL,
  /// The datagram is larger than the system sends.
  TOO_LARGE,
  /// The peer of a connected socket has answered an earlier datagram with "nobody receives here";
  /// this one was not sent.
  REFUSED,
  /// The system refuses this datagram for another reason: see [DatagramHandle#failure()]. The
  /// socket goes on.
  FAILED
}
