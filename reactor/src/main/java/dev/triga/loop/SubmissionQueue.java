package dev.triga.loop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The queue through which any thread hands tasks to a loop: unbounded, first in, first out, many
/// producers, one consumer.
///
/// A producer claims its place by one atomic addition, which cannot fail, and then writes the task
/// into the chunk that holds this place; chunks are linked, and one that has been emptied is used
/// again. So offering allocates nothing per task and has no loop that others could make longer,
/// except where a chunk begins.
///
/// [#offer(Runnable)], [#close()] and [#size()] are for any thread; [#poll()] and [#isEmpty()] for
/// the one that has the loop's turn. Once the queue is closed, `offer` refuses, and `poll` still
/// hands out every task that was accepted before.
final class SubmissionQueue extends SubmissionPositions {
  /// Added to the producers' position when the queue is closed; larger than any number of tasks.
  private static final long CLOSED = 1L << 62;

  private static final long OPEN = -1;

  /// How long to spin for another thread before giving the processor away.
  private static final int SPINS_MAX = 100;

  /// How many tasks were accepted; known once the queue is closed.
  private volatile long acceptedTotal = OPEN;

  /// Makes an empty queue.
  SubmissionQueue() {
    SubmissionChunk first = new SubmissionChunk();
    first.begin(0, null);
    consumerChunk = first;
    lastChunk = first;
  }

  /// Appends a task.
  ///
  /// @param task what the loop is to run
  /// @return false when the queue is closed; the task is not in it then
  boolean offer(Runnable task) {
    Objects.requireNonNull(task, "task");
    long position = claim();
    if (position >= CLOSED) {
      return false;
    }
    long number = position >> SubmissionChunk.SIZE_BITS;
    SubmissionChunk chunk = lastChunk;
    if (chunk.number() != number) {
      chunk = chunkOf(number);
    }
    chunk.write((int) position & SubmissionChunk.OFFSET_MASK, task);
    return true;
  }

  /// Takes the first task. While the queue is open, a task whose place is claimed but not written
  /// yet counts as not there; once it is closed, such a task is waited for.
  ///
  /// @return the task, or null when there is none to be had now
  @Nullable Runnable poll() {
    Runnable task = pollWritten();
    // The producers' position is not looked at here: a consumer that polls an empty queue would
    // take
    // its cache line away from them each time.
    if (task == null && acceptedTotal != OPEN) {
      for (int spins = 0; task == null && consumed() < acceptedTotal; spins++) {
        pause(spins);
        task = pollWritten();
      }
    }
    return task;
  }

  /// Whether no task is in the queue or about to be. An offer that has claimed its place makes this
  /// false before it is complete; this is what the loop asks before it sleeps, see [WakeFlag].
  ///
  /// @return true when everything that was offered has been polled
  boolean isEmpty() {
    long claimed = claimed();
    return consumed() == (claimed < CLOSED ? claimed : acceptedTotal());
  }

  /// Refuses further tasks. Closing again does nothing.
  ///
  /// @return whether this invocation closed the queue
  boolean close() {
    long accepted;
    do {
      accepted = claimed();
      if (accepted >= CLOSED) {
        return false;
      }
    } while (!advanceClaimed(accepted, accepted + CLOSED));
    acceptedTotal = accepted;
    return true;
  }

  /// Whether tasks are refused.
  ///
  /// @return true from the moment on at which [#close()] took effect
  boolean isClosed() {
    return claimed() >= CLOSED;
  }

  /// How many tasks are waiting.
  ///
  /// @return the number at about this moment
  long size() {
    long consumed = consumed();
    long claimed = claimed();
    return Math.max(0, (claimed < CLOSED ? claimed : acceptedTotal()) - consumed);
  }

  private @Nullable Runnable pollWritten() {
    long position = consumed();
    int offset = (int) position & SubmissionChunk.OFFSET_MASK;
    SubmissionChunk chunk = consumerChunk;
    if (offset == 0 && chunk.number() != position >> SubmissionChunk.SIZE_BITS) {
      SubmissionChunk following = chunk.next();
      if (following == null) {
        return null;
      }
      following.forgetPrevious();
      consumerChunk = following;
      chunk.end();
      spareChunk = chunk;
      chunk = following;
    }
    Runnable task = chunk.take(offset);
    if (task != null) {
      consumedUpTo(position + 1);
    }
    return task;
  }

  /// Waits for the number that the closing thread is just about to write.
  private long acceptedTotal() {
    long total = acceptedTotal;
    for (int spins = 0; total == OPEN; spins++) {
      pause(spins);
      total = acceptedTotal;
    }
    return total;
  }

  /// Finds the chunk with a number of which the caller holds an unwritten place; that is why
  /// neither it nor a later one can be consumed and used again meanwhile.
  private SubmissionChunk chunkOf(long number) {
    for (int spins = 0; ; spins++) {
      SubmissionChunk chunk = lastChunk;
      long lastNumber = chunk.number();
      if (lastNumber >= number) {
        return chunk.back(lastNumber - number);
      }
      // The right to append: as long as the last number is the one read above, that chunk is the
      // last one and in use. A thread that is appending keeps the others out by a number of none.
      if (lastNumber != SubmissionChunk.NO_NUMBER && startAppending(lastNumber)) {
        append(chunk, lastNumber + 1);
        spins = 0;
      } else {
        pause(spins);
      }
    }
  }

  private void append(SubmissionChunk last, long number) {
    try {
      SubmissionChunk chunk = takeSpareChunk();
      if (chunk == null) {
        chunk = new SubmissionChunk();
      }
      chunk.begin(number, last);
      last.link(chunk);
      lastChunk = chunk;
    } finally {
      endAppending(lastChunk.number());
    }
  }

  /// Waits a moment for a thread that is between two steps, and may have lost its processor there.
  @SuppressWarnings(
      "ThreadPriorityCheck") // Nothing depends on the scheduler but the time it takes.
  private static void pause(int spins) {
    if (spins < SPINS_MAX) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }
}
