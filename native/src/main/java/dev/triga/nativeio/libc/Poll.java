package dev.triga.nativeio.libc;

/// The `poll` of POSIX: an array of descriptors, handed over anew with each wait.
///
/// Each method answers with the number of entries that have something to report, or with a negated
/// error number ([Errno]).
public final class Poll {
  /// There are bytes or connections to take, or the end of the stream is reached.
  public static final int POLLIN = 0x1;

  /// There is room to send.
  public static final int POLLOUT = 0x4;

  /// The socket has an error; always watched.
  public static final int POLLERR = 0x8;

  /// Both directions are shut down; always watched.
  public static final int POLLHUP = 0x10;

  /// The descriptor is not open; always watched, and reported until the entry is gone.
  public static final int POLLNVAL = 0x20;

  /// The peer has shut down its direction.
  public static final int POLLRDHUP = 0x2000;

  private Poll() {}

  private static final class Look {
    static final Downcall CALL = Downcalls.words("poll");
  }

  private static final class Wait {
    static final UnexplainedCall CALL = Downcalls.unexplained("ppoll");
  }

  /// Reports what has happened already.
  public static int look(CallMemory memory, PollEntries entries, int count) {
    // SAFETY: a wait of zero does not block; the kernel reads and writes the first `count`
    // entries, which exist.
    return Look.CALL.number(memory.errno, entries.address(), count, 0);
  }

  /// Waits for an event, but for no more than `nanos`, without limit when that is negative.
  public static int await(CallMemory memory, PollEntries entries, int count, long nanos) {
    long time = nanos < 0 ? 0 : TimeSpec.put(memory.scratch, nanos);
    // SAFETY: may block, hence not critical; no signal mask is given; the kernel reads one
    // `struct timespec`, and reads and writes the first `count` entries, which exist.
    int found = (int) Wait.CALL.answer(entries.address(), count, time, 0, 0, 0);
    return found >= 0 ? found : UnexplainedCall.reason(look(memory, entries, count));
  }
}
