package dev.triga.nativeio.libc;

/// Linux's `epoll`: a set of descriptors and a wait for what happens to them.
///
/// Each method answers with zero or more, or with a negated error number ([Errno]).
public final class Epoll {
  /// The set is closed in child processes.
  public static final int EPOLL_CLOEXEC = 0x80000;

  /// Adds a descriptor.
  public static final int EPOLL_CTL_ADD = 1;

  /// Removes a descriptor.
  public static final int EPOLL_CTL_DEL = 2;

  /// Changes what a descriptor is watched for.
  public static final int EPOLL_CTL_MOD = 3;

  /// There are bytes or connections to take, or the end of the stream is reached.
  public static final int EPOLLIN = 0x1;

  /// There is room to send.
  public static final int EPOLLOUT = 0x4;

  /// The socket has an error; always watched.
  public static final int EPOLLERR = 0x8;

  /// Both directions are shut down; always watched.
  public static final int EPOLLHUP = 0x10;

  /// The peer has shut down its direction.
  public static final int EPOLLRDHUP = 0x2000;

  /// Wakes one of the sets that watch the same thing; cannot be changed, only removed and added.
  public static final int EPOLLEXCLUSIVE = 1 << 28;

  /// Reports a change once, not a state as long as it lasts.
  public static final int EPOLLET = 1 << 31;

  /// Offset of the token in `struct epoll_event`: the structure is packed on x86-64 only.
  public static final int EVENT_DATA_OFFSET = eventDataOffset(Platform.X86_64);

  /// Size of `struct epoll_event`.
  public static final int EVENT_BYTES = EVENT_DATA_OFFSET + Long.BYTES;

  /// Events that one wait reports at most. Not more, because replies are sent when a batch is
  /// through: by then the first ones of a batch of a thousand have left the processor's cache,
  /// which costs a fifth of an echo, whereas another wait per 128 events costs nothing that can be
  /// measured.
  public static final int EVENTS_MAX = CallMemory.EVENTS_BYTES / 16;

  private static final long NANOS_PER_MILLI = 1_000_000L;

  private Epoll() {}

  /// [#EVENT_DATA_OFFSET] of either family of processors.
  static int eventDataOffset(boolean x86) {
    return x86 ? 4 : 8;
  }

  private static final class Create {
    static final Downcall CALL = Downcalls.words("epoll_create1");
  }

  /// Makes an empty set; answers with its descriptor.
  public static int create(ErrnoSlot errno) {
    // SAFETY: numbers only.
    return Create.CALL.number(errno, EPOLL_CLOEXEC);
  }

  private static final class Control {
    static final Downcall CALL = Downcalls.words("epoll_ctl");
  }

  /// Adds, changes or removes `descriptor`: from now on its `events` are reported with `token`.
  public static int control(
      CallMemory memory, int set, int operation, int descriptor, int events, long token) {
    long event = memory.scratch;
    NativeMemory.putInt(event, events);
    NativeMemory.putLong(event + EVENT_DATA_OFFSET, token);
    // SAFETY: the kernel reads one event structure from the scratch memory.
    return Control.CALL.number(memory.errno, set, operation, descriptor, event);
  }

  private static final class Look {
    static final Downcall CALL = Downcalls.words("epoll_wait");
  }

  private static final class WaitMillis {
    static final UnexplainedCall CALL = Downcalls.unexplained("epoll_wait");
  }

  private static final class WaitNanos {
    static final String NAME = "epoll_pwait2";

    /// Whether both the C library and the kernel have the call.
    static final boolean USABLE = Downcalls.exists(NAME) && isInKernel();

    static final class Linked {
      static final UnexplainedCall CALL = Downcalls.unexplained(NAME);
    }

    /// Asks with a set that does not exist. Some filters of system calls deny what they do not
    /// know, rather than to say that it does not exist.
    private static boolean isInKernel() {
      // SAFETY: there is no such set, so the kernel writes nothing.
      int outcome = Downcalls.words(NAME).number(new ErrnoSlot(), -1, 0, EVENTS_MAX, 0, 0);
      return outcome != -Errno.ENOSYS && outcome != -Errno.EPERM;
    }
  }

  /// Reports what has happened already to `memory.events`; answers with the number of events.
  public static int look(CallMemory memory, int set) {
    // SAFETY: a wait of zero does not block; the kernel writes at most EVENTS_MAX structures.
    if (SystemCalls.USABLE) {
      int count = SystemCalls.epollLook(set, memory.events, EVENTS_MAX);
      if (count >= 0) {
        return count;
      }
    }
    return Look.CALL.number(memory.errno, set, memory.events, EVENTS_MAX, 0);
  }

  /// Waits without limit for an event; otherwise like [#look].
  public static int await(CallMemory memory, int set) {
    return awaitMillis(memory, set, -1);
  }

  /// Waits for an event, but for no more than `nanos`, and never for less unless there is one;
  /// otherwise like [#look].
  public static int await(CallMemory memory, int set, long nanos) {
    return WaitNanos.USABLE
        ? awaitNanos(memory, set, nanos)
        : awaitMillis(memory, set, millisRoundedUp(nanos));
  }

  /// The time-out in the only unit that old kernels take. It is rounded up: rounded down, the last
  /// part of a millisecond before a timer is due would be spent in a busy loop.
  static int millisRoundedUp(long nanos) {
    long millis = nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }

  static int awaitMillis(CallMemory memory, int set, int millis) {
    // SAFETY: may block, hence not critical; the kernel writes at most EVENTS_MAX structures.
    int count = (int) WaitMillis.CALL.answer(set, memory.events, EVENTS_MAX, millis, 0, 0);
    return count >= 0 ? count : UnexplainedCall.reason(look(memory, set));
  }

  private static int awaitNanos(CallMemory memory, int set, long nanos) {
    long time = TimeSpec.put(memory.scratch, nanos);
    // SAFETY: may block, hence not critical; no signal mask is given; the kernel reads one
    // `struct timespec` and writes at most EVENTS_MAX event structures.
    int count = (int) WaitNanos.Linked.CALL.answer(set, memory.events, EVENTS_MAX, time, 0, 0);
    return count >= 0 ? count : UnexplainedCall.reason(look(memory, set));
  }

  /// The events of the reported entry `index`.
  public static int reportedEvents(CallMemory memory, int index) {
    return NativeMemory.getInt(memory.events + (long) index * EVENT_BYTES);
  }

  /// The token of the reported entry `index`.
  public static long reportedToken(CallMemory memory, int index) {
    return NativeMemory.getLong(memory.events + (long) index * EVENT_BYTES + EVENT_DATA_OFFSET);
  }
}
