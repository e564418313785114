package dev.triga.nativeio.uring;

import static dev.triga.nativeio.libc.IoUring.IORING_ACCEPT_MULTISHOT;
import static dev.triga.nativeio.libc.IoUring.IORING_ASYNC_CANCEL_ALL;
import static dev.triga.nativeio.libc.IoUring.IORING_ASYNC_CANCEL_ANY;
import static dev.triga.nativeio.libc.IoUring.IORING_NOP_INJECT_RESULT;
import static dev.triga.nativeio.libc.IoUring.IORING_OFF_SQES;
import static dev.triga.nativeio.libc.IoUring.IORING_OFF_SQ_RING;
import static dev.triga.nativeio.libc.IoUring.IORING_OP_ACCEPT;
import static dev.triga.nativeio.libc.IoUring.IORING_OP_ASYNC_CANCEL;
import static dev.triga.nativeio.libc.IoUring.IORING_OP_CLOSE;
import static dev.triga.nativeio.libc.IoUring.IORING_OP_NOP;
import static dev.triga.nativeio.libc.IoUring.IORING_OP_POLL_ADD;
import static dev.triga.nativeio.libc.IoUring.IORING_OP_RECV;
import static dev.triga.nativeio.libc.IoUring.IORING_POLL_ADD_MULTI;
import static dev.triga.nativeio.libc.IoUring.IORING_RECVSEND_POLL_FIRST;
import static dev.triga.nativeio.libc.IoUring.IORING_RECV_MULTISHOT;
import static dev.triga.nativeio.libc.IoUring.IORING_SETUP_NO_SQARRAY;
import static dev.triga.nativeio.libc.IoUring.IORING_SQ_CQ_OVERFLOW;
import static dev.triga.nativeio.libc.IoUring.IORING_SQ_TASKRUN;
import static dev.triga.nativeio.libc.IoUring.IOSQE_BUFFER_SELECT;
import static dev.triga.nativeio.libc.IoUring.IOSQE_CQE_SKIP_SUCCESS;
import static dev.triga.nativeio.libc.IoUringLayout.CQE_BYTES;
import static dev.triga.nativeio.libc.IoUringLayout.CQE_FLAGS_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.CQE_RES_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.CQ_CQES_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.PARAMS_CQ_ENTRIES_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.PARAMS_CQ_OFF_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.PARAMS_FLAGS_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.PARAMS_SQ_ENTRIES_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.PARAMS_SQ_OFF_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.RING_HEAD_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.RING_TAIL_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.SQE_ADDR_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.SQE_BUF_GROUP_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.SQE_BYTES;
import static dev.triga.nativeio.libc.IoUringLayout.SQE_LEN_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.SQE_OPERATION_FLAGS_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.SQE_USER_DATA_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.SQ_ARRAY_OFFSET;
import static dev.triga.nativeio.libc.IoUringLayout.SQ_FLAGS_OFFSET;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Faults;
import dev.triga.nativeio.libc.IoUring;
import dev.triga.nativeio.libc.MemoryMapping;
import dev.triga.nativeio.libc.NativeMemory;

/// The two queues that a thread shares with the kernel: requests go in, completions come out.
///
/// Only the thread that made the ring may enter the kernel for it; the kernel answers others with
/// `EEXIST`, which is how the driver learns that it needs a ring of its own.
final class Ring {
  /// The user data of requests whose completion nobody waits for.
  static final long NOBODY = 0;

  /// Requests that one question for room covers.
  static final int REQUESTS_AT_ONCE = 4;

  private static final int NO_FLAGS = 0;

  private final CallMemory memory;
  private final int descriptor;
  private final long queues;
  private final long queuesBytes;
  private final long entries;
  private final long entriesBytes;

  private final long sqHead;
  private final long sqTail;
  private final long sqFlags;
  private final int sqSize;
  private int tail;

  private final long cqHead;
  private final long cqTail;
  private final long completions;
  private final int cqMask;
  private int head;

  /// Maps the ring with this descriptor, of which the kernel has filled in the parameters at
  /// `parameters`.
  private Ring(
      CallMemory memory,
      int descriptor,
      long parameters,
      long queues,
      long queuesBytes,
      long sqes) {
    this.memory = memory;
    this.descriptor = descriptor;
    this.queues = queues;
    this.queuesBytes = queuesBytes;
    this.entries = sqes;
    long sq = parameters + PARAMS_SQ_OFF_OFFSET;
    long cq = parameters + PARAMS_CQ_OFF_OFFSET;
    this.sqSize = NativeMemory.getInt(parameters + PARAMS_SQ_ENTRIES_OFFSET);
    this.entriesBytes = (long) sqSize * SQE_BYTES;
    this.sqHead = queues + NativeMemory.getInt(sq + RING_HEAD_OFFSET);
    this.sqTail = queues + NativeMemory.getInt(sq + RING_TAIL_OFFSET);
    this.sqFlags = queues + NativeMemory.getInt(sq + SQ_FLAGS_OFFSET);
    this.cqMask = NativeMemory.getInt(parameters + PARAMS_CQ_ENTRIES_OFFSET) - 1;
    this.cqHead = queues + NativeMemory.getInt(cq + RING_HEAD_OFFSET);
    this.cqTail = queues + NativeMemory.getInt(cq + RING_TAIL_OFFSET);
    this.completions = queues + NativeMemory.getInt(cq + CQ_CQES_OFFSET);
    if ((NativeMemory.getInt(parameters + PARAMS_FLAGS_OFFSET) & IORING_SETUP_NO_SQARRAY) == 0) {
      fillArray(queues + NativeMemory.getInt(sq + SQ_ARRAY_OFFSET));
    }
  }

  /// Entry after entry, for kernels that want to be told.
  private void fillArray(long array) {
    for (int index = 0; index < sqSize; index++) {
      NativeMemory.putInt(array + (long) index * Integer.BYTES, index);
    }
  }

  /// Maps the ring that the kernel has made for the calling thread with this descriptor, and whose
  /// parameters it has left in the scratch memory.
  ///
  /// @throws RingRefusal if the system refuses; the descriptor is closed then
  static Ring map(CallMemory memory, int descriptor) {
    long parameters = memory.scratch;
    long sq = parameters + PARAMS_SQ_OFF_OFFSET;
    long cq = parameters + PARAMS_CQ_OFF_OFFSET;
    int sqSize = NativeMemory.getInt(parameters + PARAMS_SQ_ENTRIES_OFFSET);
    int cqSize = NativeMemory.getInt(parameters + PARAMS_CQ_ENTRIES_OFFSET);
    long sqEnd = NativeMemory.getInt(sq + SQ_ARRAY_OFFSET) + (long) sqSize * Integer.BYTES;
    long cqEnd = NativeMemory.getInt(cq + CQ_CQES_OFFSET) + (long) cqSize * CQE_BYTES;
    long bytes = Math.max(sqEnd, cqEnd);
    long queues = MemoryMapping.shared(memory.errno, descriptor, IORING_OFF_SQ_RING, bytes);
    long sqes =
        queues < 0
            ? queues
            : MemoryMapping.shared(
                memory.errno, descriptor, IORING_OFF_SQES, (long) sqSize * SQE_BYTES);
    if (sqes < 0) {
      if (queues > 0) {
        MemoryMapping.release(memory.errno, queues, bytes);
      }
      Descriptors.close(memory.errno, descriptor);
      throw new RingRefusal((int) sqes);
    }
    return new Ring(memory, descriptor, parameters, queues, bytes, sqes);
  }

  int descriptor() {
    return descriptor;
  }

  // Requests

  /// Whether there is room for a few more requests, if need be after the kernel has taken those
  /// that are prepared. Ask before preparing any.
  boolean hasRoom() {
    if (free() >= REQUESTS_AT_ONCE) {
      return true;
    }
    submit(false);
    return free() >= REQUESTS_AT_ONCE;
  }

  private int free() {
    return sqSize - unsubmitted();
  }

  /// A cleared entry for a request that is submitted with the next call of the kernel.
  private long next() {
    long entry = entries + (long) (tail++ & (sqSize - 1)) * SQE_BYTES;
    for (int offset = 0; offset < SQE_BYTES; offset += Long.BYTES) {
      NativeMemory.putLong(entry + offset, 0);
    }
    return entry;
  }

  private long next(int operation, int flags, int ioprio, int target, long userData) {
    long entry = next();
    NativeMemory.putLong(entry, operation | flags << 8 | (long) ioprio << 16 | (long) target << 32);
    NativeMemory.putLong(entry + SQE_USER_DATA_OFFSET, userData);
    return entry;
  }

  /// Receives whatever comes, into buffers of `group`.
  ///
  /// @param first whether there is probably nothing to receive yet
  void receive(int socket, int group, boolean first, long userData) {
    if (Faults.ARMED && failsInstead("uring_recv", userData)) {
      return;
    }
    int how =
        (goesOn("uring_recv_goes_on") ? IORING_RECV_MULTISHOT : 0)
            | (first ? IORING_RECVSEND_POLL_FIRST : 0);
    long entry = next(IORING_OP_RECV, IOSQE_BUFFER_SELECT, how, socket, userData);
    NativeMemory.putShort(entry + SQE_BUF_GROUP_OFFSET, (short) group);
  }

  /// Accepts whatever comes, with these flags for each new socket.
  void accept(int listener, int socketFlags, long userData) {
    if (Faults.ARMED && failsInstead("uring_accept", userData)) {
      return;
    }
    int how = goesOn("uring_accept_goes_on") ? IORING_ACCEPT_MULTISHOT : 0;
    long entry = next(IORING_OP_ACCEPT, NO_FLAGS, how, listener, userData);
    NativeMemory.putInt(entry + SQE_OPERATION_FLAGS_OFFSET, socketFlags);
  }

  /// Reports the state of a descriptor once, as soon as it is one of these; or its changes, from
  /// the present state on, if `changes`.
  void poll(int target, int events, boolean changes, long userData) {
    if (Faults.ARMED && failsInstead("uring_poll", userData)) {
      return;
    }
    long entry = next(IORING_OP_POLL_ADD, NO_FLAGS, NO_FLAGS, target, userData);
    NativeMemory.putInt(entry + SQE_LEN_OFFSET, changes ? IORING_POLL_ADD_MULTI : 0);
    NativeMemory.putInt(entry + SQE_OPERATION_FLAGS_OFFSET, events);
  }

  /// In a JVM for tests whose plan says so: prepares a request that fails, in the place of the one
  /// with this name.
  private boolean failsInstead(String request, long userData) {
    int errno = Faults.ofRequest(request);
    if (errno == 0) {
      return false;
    }
    long entry = next(IORING_OP_NOP, NO_FLAGS, NO_FLAGS, -1, userData);
    NativeMemory.putInt(entry + SQE_LEN_OFFSET, -errno);
    NativeMemory.putInt(entry + SQE_OPERATION_FLAGS_OFFSET, IORING_NOP_INJECT_RESULT);
    return true;
  }

  /// Whether a request brings more than one completion, which the kernel never promises.
  private static boolean goesOn(String question) {
    return !Faults.ARMED || Faults.ofRequest(question) == 0;
  }

  /// Cancels the request with this user data, if it is still there.
  void cancel(long userData) {
    long entry = next(IORING_OP_ASYNC_CANCEL, IOSQE_CQE_SKIP_SUCCESS, NO_FLAGS, -1, NOBODY);
    NativeMemory.putLong(entry + SQE_ADDR_OFFSET, userData);
  }

  /// Cancels everything.
  void cancelAll() {
    long entry = next(IORING_OP_ASYNC_CANCEL, IOSQE_CQE_SKIP_SUCCESS, NO_FLAGS, -1, NOBODY);
    NativeMemory.putInt(
        entry + SQE_OPERATION_FLAGS_OFFSET, IORING_ASYNC_CANCEL_ALL | IORING_ASYNC_CANCEL_ANY);
  }

  /// Closes a descriptor; answers with the request's place, for [#hasTaken].
  int close(int target) {
    next(IORING_OP_CLOSE, IOSQE_CQE_SKIP_SUCCESS, NO_FLAGS, target, NOBODY);
    return tail - 1;
  }

  // The kernel

  private int unsubmitted() {
    return tail - NativeMemory.getIntAcquire(sqHead);
  }

  /// Whether the kernel has taken every request that was prepared.
  boolean allSubmitted() {
    return unsubmitted() == 0;
  }

  /// Whether the kernel has taken the request that was prepared at this place.
  boolean hasTaken(int place) {
    return NativeMemory.getIntAcquire(sqHead) - place > 0;
  }

  /// Submits what is prepared; has the kernel do its part if `complete`. Answers with zero or more,
  /// or a negated error number.
  int submit(boolean complete) {
    NativeMemory.putIntRelease(sqTail, tail);
    int count = unsubmitted();
    return count == 0 && !complete ? 0 : IoUring.enter(memory.errno, descriptor, count, complete);
  }

  /// Submits what is prepared and waits for a completion: 0 looks, negative waits without limit,
  /// else nanoseconds. Answers with zero or more, or a negated error number.
  int await(long timeoutNanos) {
    NativeMemory.putIntRelease(sqTail, tail);
    int count = unsubmitted();
    if (timeoutNanos != 0) {
      return IoUring.await(memory, descriptor, count, timeoutNanos);
    }
    // Without a request, nothing to do and nothing kept back, the kernel has nothing to say.
    int flags = NativeMemory.getIntAcquire(sqFlags);
    return count == 0 && (flags & (IORING_SQ_TASKRUN | IORING_SQ_CQ_OVERFLOW)) == 0
        ? 0
        : IoUring.enter(memory.errno, descriptor, count, true);
  }

  /// Whether completions wait in the kernel for room.
  boolean isOverflown() {
    return (NativeMemory.getIntAcquire(sqFlags) & IORING_SQ_CQ_OVERFLOW) != 0;
  }

  /// Whether the calling thread may use this ring. Costs a call of the kernel.
  boolean isMine() {
    return IoUring.enter(memory.errno, descriptor, 0, true) != -Errno.EEXIST;
  }

  // Completions

  /// Whether there is a completion.
  boolean hasCompletion() {
    return head != NativeMemory.getIntAcquire(cqTail);
  }

  /// The next completion, to be read before [#taken].
  long completion() {
    return completions + (long) (head & cqMask) * CQE_BYTES;
  }

  static long userData(long completion) {
    return NativeMemory.getLong(completion);
  }

  static int result(long completion) {
    return NativeMemory.getInt(completion + CQE_RES_OFFSET);
  }

  static int flags(long completion) {
    return NativeMemory.getInt(completion + CQE_FLAGS_OFFSET);
  }

  /// The next completion was read, and the kernel may use its place again.
  void taken() {
    head++;
    NativeMemory.putIntRelease(cqHead, head);
  }

  /// Gives everything back to the kernel, which cancels by itself, a little later, what is under
  /// way.
  void close() {
    MemoryMapping.release(memory.errno, entries, entriesBytes);
    MemoryMapping.release(memory.errno, queues, queuesBytes);
    Descriptors.close(memory.errno, descriptor);
  }
}
