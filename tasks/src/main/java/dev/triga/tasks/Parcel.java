package dev.triga.tasks;

import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Tasks on their way to a process.
///
/// @param number tells it from others of the same process
/// @param isEachTimed whether each task is to be timed by itself
/// @param stopsOnError whether to stop behind the first task that fails
/// @param actionId which action they are for
/// @param action the action's bytes; null if the process has it
/// @param tasks what comes after that: for each task its bytes, or nothing if it is not to be done
/// @param count how many tasks there are
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record Parcel(
    long number,
    boolean isEachTimed,
    boolean stopsOnError,
    long actionId,
    byte @Nullable [] action,
    WireInput tasks,
    int count) {
  private static final int TIMED = 1;
  private static final int STOPS = 2;
  private static final int WITH_ACTION = 4;
  private static final int TASK = 1;

  /// Instead of a task that is not to be done there: it could not be encoded, or it was done
  /// before.
  private static final int SKIPPED = 0;

  /// Begins a parcel; tasks follow.
  static WireOutput begin(
      long number,
      boolean isEachTimed,
      boolean stopsOnError,
      long actionId,
      byte @Nullable [] action) {
    var out = new WireOutput();
    out.putNumber(number)
        .putByte(
            (isEachTimed ? TIMED : 0)
                | (stopsOnError ? STOPS : 0)
                | (action == null ? 0 : WITH_ACTION))
        .putNumber(actionId);
    return action == null ? out : out.putBytes(action);
  }

  static void add(WireOutput out, byte[] task) {
    out.putByte(TASK).putBytes(task);
  }

  static void addSkipped(WireOutput out) {
    out.putByte(SKIPPED);
  }

  /// Ends it. The count comes last because nobody knows it before.
  static byte[] end(WireOutput out, int count) {
    return out.putLong(count).toBytes();
  }

  static Parcel of(byte[] bytes) {
    var count = WireInput.of(Arrays.copyOfRange(bytes, bytes.length - Long.BYTES, bytes.length));
    var in = WireInput.of(bytes);
    long number = in.takeNumber();
    int flags = in.takeByte();
    long actionId = in.takeNumber();
    byte[] action = (flags & WITH_ACTION) == 0 ? null : in.takeBytes();
    return new Parcel(
        number,
        (flags & TIMED) != 0,
        (flags & STOPS) != 0,
        actionId,
        action,
        in,
        (int) count.takeLong());
  }

  /// The next task's bytes; null if it is to be skipped.
  byte @Nullable [] next() {
    return tasks.takeByte() == SKIPPED ? null : tasks.takeBytes();
  }
}
