package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Poll;
import dev.triga.nativeio.libc.PollEntries;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The `poll` of POSIX: the whole list goes to the system with each wait, which looks at every
/// entry. It knows no edges.
final class PollPoller extends Poller {
  private static final int PLACES_INITIAL = 64;

  private final PollEntries entries;
  private final EventBatch batch = new EventBatch();

  /// Who stands at each place of the list; the list has no gaps.
  private @Nullable Registration[] members = new @Nullable Registration[PLACES_INITIAL];

  private int size;

  /// By descriptor number: one more than its place in the list, or zero.
  private int[] places = new int[PLACES_INITIAL];

  /// Where the next look through the list begins. A batch may end before the list does, and those
  /// at its end must have their turn too.
  private int next;

  PollPoller(CallMemory memory) {
    super(memory);
    this.entries = new PollEntries(memory);
  }

  @Override
  boolean reportsEdges() {
    return false;
  }

  @Override
  boolean tellsBytesApart() {
    return true;
  }

  @Override
  WakeUp openWakeUp() {
    return WakeUp.byCounter(memory, reportsEdges());
  }

  @Override
  @Nullable String cannotWatch(int descriptor) {
    return null;
  }

  @Override
  int add(Registration registration) {
    int descriptor = registration.descriptor;
    if (descriptor >= places.length) {
      places = Arrays.copyOf(places, Math.max(descriptor + 1, places.length * 2));
    }
    if (places[descriptor] != 0) {
      return -Errno.EEXIST;
    }
    if (size == members.length) {
      members = Arrays.copyOf(members, size * 2);
    }
    members[size] = registration;
    entries.put(size, descriptor, registration.interest);
    size++;
    places[descriptor] = size;
    return 0;
  }

  @Override
  int change(Registration registration) {
    int place = place(registration);
    if (place < 0) {
      return -Errno.ENOENT;
    }
    entries.put(place, registration.descriptor, registration.interest);
    return 0;
  }

  @Override
  int remove(Registration registration) {
    int place = place(registration);
    if (place < 0) {
      return -Errno.ENOENT;
    }
    size--;
    Registration last = members[size];
    members[size] = null;
    places[registration.descriptor] = 0;
    if (place < size && last != null) {
      members[place] = last;
      entries.move(size, place);
      places[last.descriptor] = place + 1;
    }
    return 0;
  }

  private int place(Registration registration) {
    int descriptor = registration.descriptor;
    int place = descriptor < places.length ? places[descriptor] - 1 : -1;
    return place >= 0 && members[place] == registration ? place : -1;
  }

  @Override
  void closing(Registration registration) {
    // The system would answer POLLNVAL, or speak of the number's next owner.
    remove(registration);
  }

  @Override
  int await(long timeoutNanos) {
    int found =
        timeoutNanos == 0
            ? Poll.look(memory, entries, size)
            : Poll.await(memory, entries, size, timeoutNanos);
    return found <= 0 ? found : collect(Math.min(found, EventBatch.EVENTS_MAX));
  }

  private int collect(int wanted) {
    batch.clear();
    int place = next < size ? next : 0;
    for (int looked = 0; looked < size && batch.size() < wanted; looked++) {
      int bits = entries.found(place);
      Registration member = members[place];
      if (bits != 0 && member != null) {
        // Whoever waits for input learns from his next call what has become of the descriptor.
        boolean closed = (bits & Readiness.INVALID) != 0;
        batch.add(member.token, closed ? bits | Readiness.READABLE | Readiness.ERROR : bits);
      }
      place = place + 1 < size ? place + 1 : 0;
    }
    next = place;
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
