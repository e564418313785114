package dev.triga.tasks;

import dev.triga.actors.codec.CodecException;
import dev.triga.actors.wire.Values;
import dev.triga.actors.wire.WireOutput;
import dev.triga.async.Deferred;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A parcel in the hands of its process: one thread does its tasks, and the actor reports.
///
/// A result is in a report only once the word has moved over its task: until then whoever looks
/// after time may have taken the task away. Both happen under this object's lock.
final class ParcelRun implements Runnable {
  /// So much is reported at once, as soon as somebody wants a report.
  private static final int REPORT_BYTES = 256 << 10;

  /// With so much unreported the thread waits.
  private static final int UNREPORTED_BYTES_MAX = 8 << 20;

  /// What has been done is reported after so long, if somebody wants a report.
  private static final long REPORT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Parcel parcel;
  private final Action<@Nullable Object, @Nullable Object> action;
  private final Values values;
  private final SharedWord word;
  private final Reactor reactor;
  private final WireOutput scratch = new WireOutput();
  private final long begunNanos = System.nanoTime();

  // Under the lock.
  private WireOutput results = new WireOutput();
  private int unreported;
  private long reportedNanos = begunNanos;
  private long workedNanos;
  private boolean isEnded;

  /// Whether there was something to report, and nobody who wanted a report.
  private boolean isFlushWanted;

  private @Nullable Thread thread;
  private @Nullable Throwable failure;
  private @Nullable Deferred<byte[]> wanted;

  ParcelRun(
      Parcel parcel,
      Action<@Nullable Object, @Nullable Object> action,
      Values values,
      SharedWord word,
      Reactor reactor) {
    this.parcel = parcel;
    this.action = action;
    this.values = values;
    this.word = word;
    this.reactor = reactor;
  }

  long number() {
    return parcel.number();
  }

  // ---- What the actor asks ----

  /// The next report: when there is much, when it is some time since the last one, at the end, or
  /// when somebody asks for what there is.
  synchronized Deferred<byte[]> report() {
    var report = new Deferred<byte[]>(reactor);
    wanted = report;
    if (isEnded || isFlushWanted || results.size() >= REPORT_BYTES) {
      answer();
    }
    return report;
  }

  /// Reports what there is, if there is anything.
  synchronized void flush() {
    if (unreported > 0) {
      answer();
    }
  }

  /// Interrupts the task that is being done, and reports what is done before it.
  synchronized void interrupt() {
    var doing = thread;
    if (doing != null) {
      doing.interrupt();
    }
    flush();
  }

  private void answer() {
    var report = wanted;
    isFlushWanted = report == null;
    if (report == null) {
      return;
    }
    wanted = null;
    if (failure != null) {
      report.fail(failure);
      return;
    }
    report.succeed(Report.bytes(isEnded, workedNanos, parcel.isEachTimed(), unreported, results));
    results = results.clear();
    unreported = 0;
    reportedNanos = System.nanoTime();
    notifyAll();
  }

  // ---- The thread ----

  @Override
  public void run() {
    synchronized (this) {
      thread = Thread.currentThread();
    }
    Throwable trouble = null;
    try {
      boolean isMore = ChunkWord.isOpen(word.mark(ChunkWord.BEGUN));
      for (int i = 0; isMore && i < parcel.count(); i++) {
        isMore = perform(i);
      }
    } catch (Throwable error) { // Not a task's: the pool ends this process.
      trouble = error;
    }
    synchronized (this) {
      thread = null;
      failure = trouble;
      isEnded = true;
      answer();
    }
    if (Thread.interrupted()) {
      // It was meant for a task of this parcel, which has ended.
      Thread.onSpinWait();
    }
  }

  /// Does one task.
  ///
  /// @return whether to go on
  @SuppressWarnings("NullAway") // A task may be null where its type allows it.
  private boolean perform(int i) {
    byte[] task = parcel.next();
    if (task == null) {
      return settle(i, Report.SKIPPED, null, false);
    }
    Object value;
    try {
      value = action.run(TaskValues.decode(values, "the task", task));
    } catch (Throwable error) { // Whatever a task throws is its outcome.
      return settle(
          i, Report.THROWN, thrown(error), parcel.stopsOnError() || error instanceof Halt);
    }
    byte[] bytes;
    try {
      bytes = TaskValues.encode(values, scratch, "the result", value);
    } catch (CodecException e) {
      return settle(i, Report.NOT_ENCODED, thrown(e), parcel.stopsOnError());
    }
    return settle(i, Report.VALUE, bytes, false);
  }

  private byte[] thrown(Throwable error) {
    try {
      return TaskValues.encode(values, scratch, "what was thrown", error);
    } catch (CodecException e) {
      // A failure whose own methods fail is told by its class.
      var told =
          new IllegalStateException(error.getClass().getName() + ", which cannot be sent", e);
      return TaskValues.encode(values, scratch, "what was thrown", told);
    }
  }

  /// The task has ended so.
  ///
  /// @return whether to go on
  private synchronized boolean settle(int i, int kind, byte @Nullable [] bytes, boolean isStop) {
    for (long now = word.get(); ChunkWord.isOpen(now); now = word.get()) {
      boolean isLast = isStop || i + 1 >= ChunkWord.limit(now);
      if (word.move(now, isLast ? now | ChunkWord.DONE : now + ChunkWord.ONE_FURTHER)) {
        if (Thread.interrupted()) {
          // An interrupt of the task's own making ends with it.
          Thread.onSpinWait();
        }
        add(kind, bytes);
        if (!isLast) {
          reportIfDue();
        }
        return !isLast;
      }
    }
    return false;
  }

  private void add(int kind, byte @Nullable [] bytes) {
    long now = System.nanoTime();
    workedNanos = now - begunNanos;
    results.putByte(kind);
    if (parcel.isEachTimed()) {
      results.putNumber(workedNanos);
    }
    if (bytes != null) {
      results.putBytes(bytes);
    }
    unreported++;
  }

  private void reportIfDue() {
    if (results.size() >= REPORT_BYTES
        || begunNanos + workedNanos - reportedNanos >= REPORT_NANOS) {
      answer();
    }
    boolean isInterrupted = false;
    while (results.size() >= UNREPORTED_BYTES_MAX && ChunkWord.isOpen(word.get())) {
      try {
        wait();
      } catch (InterruptedException e) {
        isInterrupted = true; // The word says what it means.
        if (ChunkWord.isOpen(word.get())) {
          continue;
        }
        break;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
