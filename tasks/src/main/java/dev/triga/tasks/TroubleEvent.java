package dev.triga.tasks;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// An attempt at a task did not succeed.
@Name("dev.triga.TaskTrouble")
@Label("Task Trouble")
@Category({"Triga"})
@Description("An attempt at a task of a batch did not succeed")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // The recorder reads the fields.
final class TroubleEvent extends Event {
  @Label("Batch")
  private @Nullable String batch;

  @Label("Task")
  private long index;

  @Label("Attempt")
  private int number;

  @Label("Outcome")
  private @Nullable String outcome;

  @Label("Retried")
  private boolean retried;

  private TroubleEvent() {}

  /// Whether there may be somebody who records.
  static boolean isOn() {
    return FlightRecorder.isInitialized();
  }

  /// Records one attempt.
  ///
  /// @param isRetried whether another attempt will be made
  static void record(BatchRun run, Outcome<?, ?> last, boolean isRetried) {
    if (!isOn()) {
      return;
    }
    var event = new TroubleEvent();
    if (event.shouldCommit()) {
      event.batch = run.options.name();
      event.index = last.attempt().index();
      event.number = last.attempt().number();
      event.outcome = last.getClass().getSimpleName();
      event.retried = isRetried;
      event.commit();
    }
  }
}
