package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Select;
import org.jspecify.annotations.Nullable;

/// The `select` of POSIX: sets of bits by descriptor number go to the system with each wait. It
/// knows no edges, nothing of ends and errors (they make a descriptor readable and writable, and
/// nobody hears of them who has not asked for either), and no descriptor from 1 024 on.
final class SelectPoller extends Poller {
  private final @Nullable Registration[] members = new @Nullable Registration[Select.FD_SETSIZE];
  private final EventBatch batch = new EventBatch();

  /// One more than the highest member; the system looks at no bit from there on.
  private int limit;

  /// The word of the sets where the next look begins. A batch may end before the sets do, and those
  /// at their end must have their turn too.
  private int next;

  SelectPoller(CallMemory memory) {
    super(memory);
    Select.clear(memory);
  }

  @Override
  boolean reportsEdges() {
    return false;
  }

  @Override
  WakeUp openWakeUp() {
    return WakeUp.byCounter(memory, reportsEdges());
  }

  @Override
  @Nullable String cannotWatch(int descriptor) {
    // A larger number would set a bit in somebody else's memory.
    return descriptor < Select.FD_SETSIZE
        ? null
        : "select watches descriptors below "
            + Select.FD_SETSIZE
            + " only, and this is number "
            + descriptor
            + "; use the driver poll or epoll";
  }

  @Override
  int add(Registration registration) {
    int descriptor = registration.descriptor;
    if (members[descriptor] != null) {
      return -Errno.EEXIST;
    }
    members[descriptor] = registration;
    limit = Math.max(limit, descriptor + 1);
    ask(descriptor, registration.interest);
    return 0;
  }

  @Override
  int change(Registration registration) {
    if (!isMember(registration)) {
      return -Errno.ENOENT;
    }
    ask(registration.descriptor, registration.interest);
    return 0;
  }

  @Override
  int remove(Registration registration) {
    if (!isMember(registration)) {
      return -Errno.ENOENT;
    }
    members[registration.descriptor] = null;
    ask(registration.descriptor, Readiness.NONE);
    while (limit > 0 && members[limit - 1] == null) {
      limit--;
    }
    return 0;
  }

  private boolean isMember(Registration registration) {
    int descriptor = registration.descriptor;
    return descriptor < Select.FD_SETSIZE && members[descriptor] == registration;
  }

  private void ask(int descriptor, int interest) {
    Select.watchInput(memory, descriptor, (interest & Readiness.READABLE) != 0);
    Select.watchRoom(memory, descriptor, (interest & Readiness.WRITABLE) != 0);
  }

  @Override
  void closing(Registration registration) {
    // The whole wait would fail because of one descriptor that is not open.
    remove(registration);
  }

  @Override
  int await(long timeoutNanos) {
    int found =
        timeoutNanos == 0 ? Select.look(memory, limit) : Select.await(memory, limit, timeoutNanos);
    if (found == -Errno.EBADF) {
      return collectClosed();
    }
    return found <= 0 ? found : collect();
  }

  private int collect() {
    batch.clear();
    int words = (limit + Long.SIZE - 1) / Long.SIZE;
    int word = next < words ? next : 0;
    for (int looked = 0; looked < words && hasRoomForWord(); looked++) {
      collect(word);
      word = word + 1 < words ? word + 1 : 0;
    }
    next = word;
    return batch.size();
  }

  private boolean hasRoomForWord() {
    return batch.size() <= EventBatch.EVENTS_MAX - Long.SIZE;
  }

  private void collect(int word) {
    long input = Select.input(memory, word);
    long room = Select.room(memory, word);
    for (long left = input | room; left != 0; left &= left - 1) {
      long bit = Long.lowestOneBit(left);
      Registration member = members[word * Long.SIZE + Long.numberOfTrailingZeros(bit)];
      if (member != null) {
        int readable = (input & bit) != 0 ? Readiness.READABLE : Readiness.NONE;
        int writable = (room & bit) != 0 ? Readiness.WRITABLE : Readiness.NONE;
        batch.add(member.token, readable | writable);
      }
    }
  }

  /// The system has refused the sets because a member was closed behind our back, and does not say
  /// which.
  private int collectClosed() {
    batch.clear();
    for (int descriptor = 0; descriptor < limit && hasRoomForWord(); descriptor++) {
      Registration member = members[descriptor];
      if (member != null && !Descriptors.isOpen(memory.errno, descriptor)) {
        batch.add(member.token, Readiness.READABLE | Readiness.ERROR | Readiness.INVALID);
      }
    }
    return batch.size();
  }

  @Override
  long token(int index) {
    return batch.token(index);
  }

  @Override
  int readiness(int index) {
    return batch.readiness(index);
  }

  @Override
  void close() {
    // The system keeps nothing between two waits.
  }
}
