package dev.triga.nativeio.libc;

import java.lang.invoke.MethodHandle;

/// Linux's `io_uring`: the three system calls and the constants of `<linux/io_uring.h>` under their
/// C names. The layouts of what is shared with the kernel are in [IoUringLayout].
///
/// The C library has no functions for these calls, so they go through `syscall`. Each method
/// answers with zero or more, or with a negated error number ([Errno]).
public final class IoUring {
  /// The program chooses the size of the completion queue.
  public static final int IORING_SETUP_CQSIZE = 1 << 3;

  /// Sizes that are too large are cut down instead of refused.
  public static final int IORING_SETUP_CLAMP = 1 << 4;

  /// A request that is refused does not keep those behind it from being submitted.
  public static final int IORING_SETUP_SUBMIT_ALL = 1 << 7;

  /// The kernel does its part when the thread calls it anyway, without interrupting it.
  public static final int IORING_SETUP_COOP_TASKRUN = 1 << 8;

  /// The kernel tells in the ring that it has something to do.
  public static final int IORING_SETUP_TASKRUN_FLAG = 1 << 9;

  /// Only the thread that made the ring submits to it (Linux 6.0).
  public static final int IORING_SETUP_SINGLE_ISSUER = 1 << 12;

  /// The kernel does its part only when the thread asks for completions (Linux 6.1).
  public static final int IORING_SETUP_DEFER_TASKRUN = 1 << 13;

  /// The submission queue has no array of indexes (Linux 6.6).
  public static final int IORING_SETUP_NO_SQARRAY = 1 << 16;

  /// Both queues are in one mapping.
  public static final int IORING_FEAT_SINGLE_MMAP = 1;

  /// Completions for which the queue has no room are kept.
  public static final int IORING_FEAT_NODROP = 1 << 1;

  /// The wait call takes a time-out.
  public static final int IORING_FEAT_EXT_ARG = 1 << 8;

  /// Successes need not be reported.
  public static final int IORING_FEAT_CQE_SKIP = 1 << 11;

  /// Asks for completions.
  public static final int IORING_ENTER_GETEVENTS = 1;

  /// The last argument is a structure with a time-out.
  public static final int IORING_ENTER_EXT_ARG = 1 << 3;

  /// Completions wait in the kernel for room in the queue.
  public static final int IORING_SQ_CQ_OVERFLOW = 1 << 1;

  /// The kernel has something to do when it is asked for completions.
  public static final int IORING_SQ_TASKRUN = 1 << 2;

  /// A buffer ring is registered.
  public static final int IORING_REGISTER_PBUF_RING = 22;

  /// Does nothing.
  public static final int IORING_OP_NOP = 0;

  /// Does nothing, and completes with the result that it brings (Linux 6.10).
  public static final int IORING_NOP_INJECT_RESULT = 1;

  /// Waits for the state of a descriptor.
  public static final int IORING_OP_POLL_ADD = 6;

  /// Accepts connections.
  public static final int IORING_OP_ACCEPT = 13;

  /// Cancels a request.
  public static final int IORING_OP_ASYNC_CANCEL = 14;

  /// Closes a descriptor.
  public static final int IORING_OP_CLOSE = 19;

  /// Receives.
  public static final int IORING_OP_RECV = 27;

  /// The request takes its buffer from a group.
  public static final int IOSQE_BUFFER_SELECT = 1 << 5;

  /// The request reports nothing when it succeeds.
  public static final int IOSQE_CQE_SKIP_SUCCESS = 1 << 6;

  /// A poll reports changes until it is cancelled.
  public static final int IORING_POLL_ADD_MULTI = 1;

  /// Waits for input before it tries to receive.
  public static final int IORING_RECVSEND_POLL_FIRST = 1;

  /// Receives until it is cancelled.
  public static final int IORING_RECV_MULTISHOT = 1 << 1;

  /// Accepts until it is cancelled.
  public static final int IORING_ACCEPT_MULTISHOT = 1;

  /// Cancels all requests that match.
  public static final int IORING_ASYNC_CANCEL_ALL = 1;

  /// Every request matches.
  public static final int IORING_ASYNC_CANCEL_ANY = 1 << 2;

  /// The completion names a buffer in its upper 16 bits.
  public static final int IORING_CQE_F_BUFFER = 1;

  /// The request goes on.
  public static final int IORING_CQE_F_MORE = 1 << 1;

  /// Where the number of the buffer begins in the flags of a completion.
  public static final int IORING_CQE_BUFFER_SHIFT = 16;

  /// Where both queues are mapped.
  public static final long IORING_OFF_SQ_RING = 0;

  /// Where the entries for submission are mapped.
  public static final long IORING_OFF_SQES = 0x10000000L;

  private static final long SETUP = 425;
  private static final long ENTER = 426;
  private static final long REGISTER = 427;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private IoUring() {}

  private static final class Call {
    static final MethodHandle SETUP = Downcalls.blockingSystemCall("io_uring_setup");
    static final MethodHandle ENTER = Downcalls.blockingSystemCall("io_uring_enter");
    static final MethodHandle REGISTER = Downcalls.blockingSystemCall("io_uring_register");
  }

  /// Makes a ring for `entries` requests at a time as the parameters at `parameters` say; answers
  /// with its descriptor, which is closed in child processes.
  public static int setup(ErrnoSlot errno, int entries, long parameters) {
    try {
      // SAFETY: the kernel reads and writes one `struct io_uring_params`.
      return errno.outcome(
          (long)
              Call.SETUP.invokeExact(
                  errno.segment, SETUP, (long) entries, parameters, 0L, 0L, 0L, 0L));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /// Submits `count` requests without waiting, and has the kernel do its part if `complete`;
  /// answers with the number submitted.
  public static int enter(ErrnoSlot errno, int ring, int count, boolean complete) {
    long flags = complete ? IORING_ENTER_GETEVENTS : 0;
    try {
      // SAFETY: the kernel reads and writes the memory that the submitted requests name, all of
      // which outlives them.
      return errno.outcome(
          (long)
              Call.ENTER.invokeExact(
                  errno.segment, ENTER, (long) ring, (long) count, 0L, flags, 0L, 0L));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /// Submits `count` requests and waits for a completion, but for no more than `nanos`, negative
  /// for no limit; answers with the number submitted if there were any to submit, else `-ETIME`
  /// when the time was over.
  public static int await(CallMemory memory, int ring, int count, long nanos) {
    long argument = 0;
    long argumentBytes = 0;
    long flags = IORING_ENTER_GETEVENTS;
    if (nanos >= 0) {
      long time = memory.scratch + IoUringLayout.WAIT_BYTES;
      NativeMemory.putLong(time, nanos / NANOS_PER_SECOND);
      NativeMemory.putLong(time + Long.BYTES, nanos % NANOS_PER_SECOND);
      argument = memory.scratch;
      argumentBytes = IoUringLayout.WAIT_BYTES;
      NativeMemory.putLong(argument, 0);
      NativeMemory.putLong(argument + Long.BYTES, 0);
      NativeMemory.putLong(argument + IoUringLayout.WAIT_TIME_OFFSET, time);
      flags |= IORING_ENTER_EXT_ARG;
    }
    try {
      // SAFETY: may block, hence not critical; the kernel reads one `struct
      // io_uring_getevents_arg` without a signal mask, and one `struct timespec`.
      return memory.errno.outcome(
          (long)
              Call.ENTER.invokeExact(
                  memory.errno.segment,
                  ENTER,
                  (long) ring,
                  (long) count,
                  1L,
                  flags,
                  argument,
                  argumentBytes));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /// Registers the buffer ring of `entries` entries at `address` as the group `group`.
  public static int registerBuffers(
      CallMemory memory, int ring, long address, int entries, int group) {
    long registration = memory.scratch;
    NativeMemory.clear(registration, IoUringLayout.BUFFER_REGISTRATION_BYTES);
    NativeMemory.putLong(registration, address);
    NativeMemory.putInt(registration + IoUringLayout.BUFFER_REGISTRATION_ENTRIES_OFFSET, entries);
    NativeMemory.putShort(
        registration + IoUringLayout.BUFFER_REGISTRATION_GROUP_OFFSET, (short) group);
    try {
      // SAFETY: the kernel reads one `struct io_uring_buf_reg`; the buffer ring outlives the ring.
      return memory.errno.outcome(
          (long)
              Call.REGISTER.invokeExact(
                  memory.errno.segment,
                  REGISTER,
                  (long) ring,
                  (long) IORING_REGISTER_PBUF_RING,
                  registration,
                  1L,
                  0L,
                  0L));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
