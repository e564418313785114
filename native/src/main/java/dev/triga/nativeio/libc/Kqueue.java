package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/// The `kqueue` of macOS: a queue of events, each named by a descriptor and a filter.
///
/// Numbers and layouts are macOS's. FreeBSD's structure is larger since release 12. Each method
/// answers with zero or more, or with a negated error number ([Errno]). Only to be used where
/// [KqueueLibrary#obstacle] is empty.
public final class Kqueue {
  /// There are bytes or connections to take.
  public static final int EVFILT_READ = -1;

  /// There is room to send.
  public static final int EVFILT_WRITE = -2;

  /// Somebody has triggered the event; see [KqueueLibrary#USER_FILTER_PROPERTY].
  public static final int EVFILT_USER =
      Integer.getInteger(KqueueLibrary.USER_FILTER_PROPERTY, Platform.MACOS ? -10 : -11);

  /// Adds a filter, or changes it.
  public static final int EV_ADD = 0x1;

  /// Removes a filter.
  public static final int EV_DELETE = 0x2;

  /// Reports a change once, not a state as long as it lasts.
  public static final int EV_CLEAR = 0x20;

  /// Reported: there will be nothing more, because of the peer or of an error.
  public static final int EV_EOF = 0x8000;

  /// Triggers a user's event.
  public static final int NOTE_TRIGGER = 0x100_0000;

  /// Size of `struct kevent`.
  public static final int KEVENT_BYTES = 32;

  /// Offset of the filter in `struct kevent`, behind the 64 bits of the descriptor.
  public static final int KEVENT_FILTER_OFFSET = 8;

  /// Offset of the flags.
  public static final int KEVENT_FLAGS_OFFSET = 10;

  /// Offset of the flags of the filter.
  public static final int KEVENT_FFLAGS_OFFSET = 12;

  /// Offset of the filter's data.
  public static final int KEVENT_DATA_OFFSET = 16;

  /// Offset of the token.
  public static final int KEVENT_UDATA_OFFSET = 24;

  /// Events that one wait reports at most.
  public static final int EVENTS_MAX = CallMemory.EVENTS_BYTES / KEVENT_BYTES;

  private static final int UNSIGNED_SHORT = 0xFFFF;

  private Kqueue() {}

  private static final class Create {
    static final MethodHandle CALL =
        Downcalls.nonBlocking(KqueueLibrary.library(), "kqueue", JAVA_INT);
  }

  /// Makes an empty queue; answers with its descriptor, which no child process inherits.
  public static int create(ErrnoSlot errno) {
    try {
      // SAFETY: no arguments.
      return errno.outcome((int) Create.CALL.invokeExact(errno.segment));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static final class Control {
    static final MethodHandle CALL =
        Downcalls.nonBlocking(
            KqueueLibrary.library(),
            "kevent",
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG);
  }

  /// Adds, changes or removes one filter of a descriptor: from now on what it sees is reported with
  /// `token`.
  public static int control(
      CallMemory memory, int queue, int descriptor, int filter, int flags, long token) {
    return change(memory, queue, descriptor, filter, flags, 0, token);
  }

  /// Triggers the user's event `number`, once or several times. For any thread, with call memory of
  /// its own.
  public static int trigger(CallMemory memory, int queue, int number) {
    // The system replaces the token by that of the trigger, so the filter has to say enough.
    return change(memory, queue, number, EVFILT_USER, 0, NOTE_TRIGGER, 0);
  }

  private static int change(
      CallMemory memory,
      int queue,
      int descriptor,
      int filter,
      int flags,
      int filterFlags,
      long token) {
    long room = memory.scratch;
    NativeMemory.putLong(room, descriptor);
    NativeMemory.putShort(room + KEVENT_FILTER_OFFSET, (short) filter);
    NativeMemory.putShort(room + KEVENT_FLAGS_OFFSET, (short) flags);
    NativeMemory.putInt(room + KEVENT_FFLAGS_OFFSET, filterFlags);
    NativeMemory.putLong(room + KEVENT_DATA_OFFSET, 0);
    NativeMemory.putLong(room + KEVENT_UDATA_OFFSET, token);
    int outcome;
    do {
      try {
        // SAFETY: without room for events the call does not wait; the system reads one structure.
        outcome =
            memory.errno.outcome(
                (int) Control.CALL.invokeExact(memory.errno.segment, queue, room, 1, 0L, 0, 0L));
      } catch (Throwable thrown) {
        throw Downcalls.unexpected(thrown);
      }
      // To make the same change again changes nothing, but for a removal, whose answer then is that
      // there is nothing to remove.
    } while (outcome == -Errno.EINTR);
    return outcome;
  }

  private static final class Wait {
    static final MethodHandle CALL =
        Downcalls.blocking(
            KqueueLibrary.library(),
            "kevent",
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG,
            JAVA_INT,
            JAVA_LONG);
  }

  /// Reports what has happened already to `memory.events`; answers with the number of events.
  public static int look(CallMemory memory, int queue) {
    long time = TimeSpec.put(memory.scratch, 0);
    try {
      // SAFETY: a wait of zero does not block; the system writes at most EVENTS_MAX structures.
      return memory.errno.outcome(
          (int)
              Control.CALL.invokeExact(
                  memory.errno.segment, queue, 0L, 0, memory.events, EVENTS_MAX, time));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /// Waits for an event, but for no more than `nanos`, without limit when that is negative;
  /// otherwise like [#look].
  public static int await(CallMemory memory, int queue, long nanos) {
    long time = nanos < 0 ? 0 : TimeSpec.put(memory.scratch, nanos);
    try {
      // SAFETY: may block, hence not critical; the system reads one `struct timespec` and writes at
      // most EVENTS_MAX structures.
      return memory.errno.outcome(
          (int)
              Wait.CALL.invokeExact(
                  memory.errno.segment, queue, 0L, 0, memory.events, EVENTS_MAX, time));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static long entry(CallMemory memory, int index) {
    return memory.events + (long) index * KEVENT_BYTES;
  }

  /// The filter that has reported entry `index`.
  public static int reportedFilter(CallMemory memory, int index) {
    return NativeMemory.getShort(entry(memory, index) + KEVENT_FILTER_OFFSET);
  }

  /// The flags of the reported entry `index`.
  public static int reportedFlags(CallMemory memory, int index) {
    return NativeMemory.getShort(entry(memory, index) + KEVENT_FLAGS_OFFSET) & UNSIGNED_SHORT;
  }

  /// The flags that the filter has set in the reported entry `index`: behind an [#EV_EOF] the error
  /// number of the socket, if it has one.
  public static int reportedFilterFlags(CallMemory memory, int index) {
    return NativeMemory.getInt(entry(memory, index) + KEVENT_FFLAGS_OFFSET);
  }

  /// The token of the reported entry `index`.
  public static long reportedToken(CallMemory memory, int index) {
    return NativeMemory.getLong(entry(memory, index) + KEVENT_UDATA_OFFSET);
  }
}
