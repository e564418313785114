package dev.triga.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The fields of a [SubmissionQueue], laid out so that what producers write, what they only read,
/// and what the consumer writes lie on different cache lines. A class's fields come after those of
/// its superclass, so the gaps are classes of their own.
abstract class SubmissionPositions extends SubmissionGapAfterConsumer {
  private static final VarHandle CLAIMED;
  private static final VarHandle CONSUMED;
  private static final VarHandle LAST_NUMBER;
  private static final VarHandle SPARE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      CLAIMED = lookup.findVarHandle(SubmissionClaimed.class, "claimed", long.class);
      CONSUMED = lookup.findVarHandle(SubmissionConsumer.class, "consumed", long.class);
      LAST_NUMBER = lookup.findVarHandle(SubmissionProducers.class, "lastNumber", long.class);
      SPARE = lookup.findVarHandle(SubmissionProducers.class, "spareChunk", SubmissionChunk.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Claims the next place and answers its position.
  final long claim() {
    return (long) CLAIMED.getAndAdd(this, 1L);
  }

  final boolean advanceClaimed(long seen, long newClaimed) {
    return CLAIMED.compareAndSet(this, seen, newClaimed);
  }

  final long claimed() {
    return claimed;
  }

  final long consumed() {
    return (long) CONSUMED.getOpaque(this);
  }

  final void consumedUpTo(long position) {
    CONSUMED.setOpaque(this, position);
  }

  final boolean startAppending(long seenLastNumber) {
    return LAST_NUMBER.compareAndSet(this, seenLastNumber, SubmissionChunk.NO_NUMBER);
  }

  final void endAppending(long newLastNumber) {
    lastNumber = newLastNumber;
  }

  final @Nullable SubmissionChunk takeSpareChunk() {
    return spareChunk == null ? null : (SubmissionChunk) SPARE.getAndSet(this, null);
  }
}

/// 128 bytes: processors fetch cache lines of 64 bytes in pairs.
@SuppressWarnings("unused")
abstract class SubmissionGapBefore {
  private long b00, b01, b02, b03, b04, b05, b06, b07, b08, b09, b10, b11, b12, b13, b14, b15;
}

/// What every producer writes for every task.
abstract class SubmissionClaimed extends SubmissionGapBefore {
  volatile long claimed;
}

@SuppressWarnings("unused")
abstract class SubmissionGapAfterClaimed extends SubmissionClaimed {
  private long c00, c01, c02, c03, c04, c05, c06, c07, c08, c09, c10, c11, c12, c13, c14, c15;
}

/// What producers read for every task and write once per chunk.
abstract class SubmissionProducers extends SubmissionGapAfterClaimed {
  @SuppressWarnings("NullAway.Init") // Set by the constructor of the queue.
  volatile SubmissionChunk lastChunk;

  /// The number of the last chunk, or none while a thread is appending one.
  volatile long lastNumber;

  /// An emptied chunk for the next thread that needs one.
  volatile @Nullable SubmissionChunk spareChunk;
}

@SuppressWarnings("unused")
abstract class SubmissionGapAfterProducers extends SubmissionProducers {
  private long d00, d01, d02, d03, d04, d05, d06, d07, d08, d09, d10, d11, d12, d13, d14, d15;
}

/// What the consumer writes for every task.
abstract class SubmissionConsumer extends SubmissionGapAfterProducers {
  @SuppressWarnings("NullAway.Init") // Set by the constructor of the queue.
  SubmissionChunk consumerChunk;

  long consumed;
}

@SuppressWarnings("unused")
abstract class SubmissionGapAfterConsumer extends SubmissionConsumer {
  private long e00, e01, e02, e03, e04, e05, e06, e07, e08, e09, e10, e11, e12, e13, e14, e15;
}
