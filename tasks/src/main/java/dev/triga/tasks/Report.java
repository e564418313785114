package dev.triga.tasks;

import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;

/// Results on their way back from a process, in the order of the tasks: for each what it is, how
/// long after the parcel's begin it was there if that is measured, and its bytes.
///
/// @param isLast whether nothing more comes about its parcel
/// @param workedNanos how long the process has worked on the parcel
/// @param isEachTimed whether each result has its time
/// @param count how many there are
/// @param results they
record Report(boolean isLast, long workedNanos, boolean isEachTimed, int count, WireInput results) {
  /// What a result is: a value, what was thrown, that it could not be encoded, that it was skipped.
  static final int VALUE = 0;

  static final int THROWN = 1;
  static final int NOT_ENCODED = 2;
  static final int SKIPPED = 3;

  private static final int RESULTS_MAX = Chunk.SIZE_MAX;

  static byte[] bytes(
      boolean isLast, long workedNanos, boolean isEachTimed, int count, WireOutput results) {
    var out = new WireOutput();
    out.putByte((isLast ? 1 : 0) | (isEachTimed ? 2 : 0)).putNumber(workedNanos).putNumber(count);
    return out.putBytes(results.toBytes()).toBytes();
  }

  static Report of(byte[] bytes) {
    var in = WireInput.of(bytes);
    int flags = in.takeByte();
    long worked = in.takeNumber();
    int count = in.takeCount(RESULTS_MAX);
    return new Report(
        (flags & 1) != 0, worked, (flags & 2) != 0, count, WireInput.of(in.takeBytes()));
  }
}
