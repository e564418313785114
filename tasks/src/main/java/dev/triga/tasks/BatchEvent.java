package dev.triga.tasks;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A batch is over.
@Name("dev.triga.Batch")
@Label("Batch")
@Category({"Triga"})
@Description("A batch of tasks, from its beginning to its end")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // The recorder reads the fields.
final class BatchEvent extends Event {
  @Label("Pool")
  private @Nullable String pool;

  @Label("Batch")
  private @Nullable String batch;

  @Label("Ending")
  private @Nullable String ending;

  @Label("Succeeded")
  private long succeeded;

  @Label("Failed")
  private long failed;

  @Label("Timed Out")
  private long timedOut;

  @Label("Lost")
  private long lost;

  @Label("Cancelled")
  private long cancelled;

  @Label("Retried")
  private long retried;

  private BatchEvent() {}

  /// Begins to measure a batch if there is a recorder, else returns null: loading the first event
  /// class costs some 75 milliseconds.
  static @Nullable BatchEvent begun() {
    if (!FlightRecorder.isInitialized()) {
      return null;
    }
    var event = new BatchEvent();
    event.begin();
    return event;
  }

  void finish(BatchRun run) {
    end();
    if (shouldCommit()) {
      Tally tally = run.tally;
      pool = run.schedule.name;
      batch = run.options.name();
      ending = run.ending().name();
      succeeded = tally.succeeded;
      failed = tally.failed;
      timedOut = tally.timedOut;
      lost = tally.lost;
      cancelled = tally.cancelled;
      retried = tally.retried;
      commit();
    }
  }
}
