package dev.triga.nativeio.readiness;

/// What a descriptor is watched for and what it is reported for: bits of an `int`.
///
/// The values are those of `POLLIN` … `POLLRDHUP` and of `EPOLLIN` … `EPOLLET` alike, so neither
/// mechanism has to translate; select and kqueue do.
final class Readiness {
  static final int NONE = 0;

  /// There are bytes or connections to take, or the end of the stream is reached.
  static final int READABLE = 0x1;

  /// There is room to send.
  static final int WRITABLE = 0x4;

  /// The descriptor has an error; reported even where it is not asked for.
  static final int ERROR = 0x8;

  /// Both directions are closed; reported even where it is not asked for.
  static final int HANG_UP = 0x10;

  /// The descriptor is not open: somebody has closed it behind our back.
  static final int INVALID = 0x20;

  /// The peer has closed its direction: behind the bytes that are there, the end of the stream
  /// waits.
  static final int END_OF_STREAM = 0x2000;

  /// Wake one of those who watch the same socket, not all of them, and another one after each
  /// [Poller#change]; only for a [Poller#reportsEdges] one, ignored by others.
  static final int ONE_OF_SEVERAL = 1 << 28;

  /// Other threads can end a wait; only for a [WakeUp] that has no descriptor.
  static final int WAKE_UP = 1 << 30;

  /// Report changes instead of states; only for a [Poller#reportsEdges] one, ignored by others.
  static final int EDGES = 1 << 31;

  private Readiness() {}
}
