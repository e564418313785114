package dev.triga.tasks;

import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.codec.CodecException;
import dev.triga.actors.wire.Values;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import dev.triga.async.Deferred;
import dev.triga.reactor.Halt;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A chunk that is done by another process: sent there as a [Parcel], and its results taken from
/// reports as they come. For the worker's thread, unless said.
final class Shipment {
  /// A parcel gets no further task when it has so many bytes.
  private static final int PARCEL_BYTES = 1 << 20;

  /// How long the death of a process that was killed may take to be heard of.
  private static final long DEATH_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Chunk chunk;
  private final BatchRun batch;
  private final WorkerProcess process;
  private final Values values;
  private final long number;
  private final Thread thread = Thread.currentThread();

  /// The tasks that are not done there, because their end is known.
  private final BitSet skipped = new BitSet();

  /// How many results have come, and how many of them have been delivered or tried again.
  private int arrived;

  private int delivered;
  private boolean isInterruptTold;
  private volatile boolean isKilled;

  Shipment(Chunk chunk, WorkerProcess process, Values values) {
    this.chunk = chunk;
    this.batch = chunk.batch;
    this.process = process;
    this.values = values;
    this.number = process.nextParcel();
  }

  /// Asks for what is done. Any thread.
  void flush() {
    process.tell(TaskCommands.FLUSH, number);
  }

  /// Ends the process. Any thread.
  void kill() {
    isKilled = true;
    process.kill();
    LockSupport.unpark(thread);
  }

  /// Has the tasks done, until the last has ended or the chunk was seized.
  ///
  /// @throws TerminatedFailure if the process has died: see [#lost]
  void run() {
    if (chunk.isSeized()) {
      chunk.abandonFirst();
      return;
    }
    Report report = report(process.ask(TaskCommands.DO, parcel()));
    while (!report.isLast()) {
      take(report);
      deliver();
      report = report(process.ask(TaskCommands.MORE, number));
    }
    take(report);
    end(arrived);
  }

  // ---- There ----

  private byte[] parcel() {
    WireOutput out =
        Parcel.begin(
            number,
            chunk.isEachTimed(),
            batch.options.onError() != ErrorPolicy.CONTINUE,
            batch.id,
            process.wants(batch.id) ? batch.actionBytes() : null);
    var scratch = new WireOutput();
    int limit = chunk.limit();
    int count = 0;
    while (count < limit) {
      byte[] task = encoded(count, scratch);
      if (task == null) {
        skipped.set(count);
        Parcel.addSkipped(out);
      } else if (count > 0 && out.size() + task.length > PARCEL_BYTES) {
        chunk.trim(count);
        break;
      } else {
        Parcel.add(out, task);
      }
      count++;
    }
    return Parcel.end(out, count);
  }

  /// The bytes of a task.
  ///
  /// @return null if the task is not to be done there, because its end is known
  @SuppressWarnings("NullAway") // A task may be null where its type allows it.
  private byte @Nullable [] encoded(int i, WireOutput scratch) {
    try {
      var resumed = batch.resumed();
      if (resumed != null) {
        String before = resumed.before(chunk.task(i));
        if (before != null) {
          chunk.ends(i, resumed.decode(before));
          return null;
        }
      }
      return TaskValues.encode(values, scratch, "the task", chunk.task(i));
    } catch (RuntimeException e) { // That of the codec, or of the checkpoint.
      chunk.ends(i, new Thrown(e));
      return null;
    }
  }

  // ---- And back ----

  private Report report(Deferred<byte[]> answer) {
    var future = new CompletableFuture<byte[]>();
    var _ =
        answer.handle((bytes, failure) -> {
          if (failure == null) {
            future.complete(bytes);
          } else {
            future.completeExceptionally(failure);
          }
          LockSupport.unpark(thread);
          return null;
        });
    long giveUpNanos = 0;
    while (true) {
      // An interrupt means that the chunk was seized; the word says whether it was this one.
      boolean isInterrupted = Thread.interrupted();
      if (isInterrupted || chunk.isSeized()) {
        interrupted();
      }
      if (future.isDone()) {
        break;
      }
      if (isKilled && giveUpNanos == 0) {
        giveUpNanos = System.nanoTime() + DEATH_NANOS;
      }
      if (giveUpNanos == 0) {
        LockSupport.park(this);
      } else {
        long left = giveUpNanos - System.nanoTime();
        if (left <= 0) {
          throw gone("was killed and has not ended", null);
        }
        LockSupport.parkNanos(this, left);
      }
    }
    if (future.state() == Future.State.SUCCESS) {
      return Report.of(future.resultNow());
    }
    Throwable failure = future.exceptionNow();
    if (failure instanceof TerminatedFailure died) {
      throw died;
    }
    process.kill();
    throw gone("was killed because it does not do what it is told: " + failure, failure);
  }

  private void interrupted() {
    if (chunk.isSeized() && !isInterruptTold) {
      isInterruptTold = true;
      process.tell(TaskCommands.INTERRUPT, number);
    }
  }

  private TerminatedFailure gone(String how, @Nullable Throwable failure) {
    return process.lost(how, failure);
  }

  private void take(Report report) {
    WireInput in = report.results();
    for (int left = report.count(); left > 0; left--) {
      int kind = in.takeByte();
      if (report.isEachTimed()) {
        chunk.ended(arrived, in.takeNumber());
      }
      switch (kind) {
        case Report.SKIPPED -> skipped(arrived);
        case Report.VALUE -> value(arrived, in.takeBytes());
        default -> failed(arrived, thrown(in.takeBytes()));
      }
      arrived++;
    }
    chunk.worked(arrived, report.workedNanos());
  }

  private void skipped(int i) {
    if (chunk.end(i) instanceof Thrown(var error)) {
      failedForGood(i, error);
    }
  }

  @SuppressWarnings("NullAway") // As above.
  private void value(int i, byte[] bytes) {
    try {
      Object value = TaskValues.decode(values, "the result", bytes);
      var resumed = batch.resumed();
      if (resumed != null) {
        resumed.after(chunk.task(i), value);
      }
      chunk.ends(i, value);
    } catch (RuntimeException e) {
      failedForGood(i, e);
    }
  }

  private Throwable thrown(byte[] bytes) {
    try {
      return TaskValues.decode(values, "what was thrown", bytes) instanceof Throwable error
          ? error
          : new CodecException("what was thrown is not of a class that can be thrown");
    } catch (CodecException e) {
      return e;
    }
  }

  @SuppressWarnings("NullAway") // A task may be null where its type allows it.
  private void failed(int i, Throwable error) {
    long delay = error instanceof Halt ? -1 : batch.retryDelayNanos(chunk.number, error);
    if (delay >= 0 || TroubleEvent.isOn()) {
      Outcome<?, ?> last = new Failure<>(chunk.task(i), error, chunk.attempt(i));
      TroubleEvent.record(batch, last, delay >= 0);
      if (delay >= 0) {
        batch.tryAgain(chunk, delivered, i, last, delay);
        delivered = i + 1;
        return;
      }
    }
    failedForGood(i, error);
  }

  private void failedForGood(int i, Throwable error) {
    chunk.ends(i, new Thrown(error));
    if (error instanceof Halt || batch.options.onError() != ErrorPolicy.CONTINUE) {
      chunk.stop(error);
    }
  }

  private void deliver() {
    if (delivered < arrived) {
      batch.deliverPart(chunk, delivered, arrived);
      delivered = arrived;
    }
  }

  /// Nothing more comes of it.
  ///
  /// @param to up to where tasks have an end
  private void end(int to) {
    batch.schedule.lock();
    try {
      if (delivered < to) {
        batch.deliverPart(chunk, delivered, to);
      }
      chunk.handOnRest(to);
    } finally {
      batch.schedule.unlock();
    }
    if (chunk.isSeized()) {
      chunk.abandonFirst();
    }
  }

  // ---- The death of the process ----

  /// The process has died: what it has begun is lost or tried again, the rest is handed on.
  void lost(TerminatedFailure gone) {
    long word = chunk.close();
    int position = ChunkWord.position(word);
    boolean isSeized = (word & ChunkWord.SEIZED) != 0;
    boolean hasBegun = (word & ChunkWord.BEGUN) != 0;
    // A task that was seized has its outcome.
    int to = isSeized ? position : hasBegun ? position + 1 : 0;
    for (int i = arrived; i < to; i++) {
      boolean isDone = i < position || (word & ChunkWord.DONE) != 0;
      lose(i, isDone ? "before it had reported the result" : "while it did the task", gone);
    }
    end(Math.max(arrived, to));
  }

  @SuppressWarnings("NullAway") // A task may be null where its type allows it.
  private void lose(int i, String when, TerminatedFailure gone) {
    arrived = i + 1;
    chunk.ended(i, System.nanoTime() - chunk.begunNanos);
    if (skipped.get(i)) {
      skipped(i);
      return;
    }
    String why =
        "%s ended with exit code %d %s".formatted(process, gone.termination().exitCode(), when);
    Outcome<?, ?> outcome = new Lost<>(chunk.task(i), why, chunk.attempt(i));
    long delay = batch.retryDelayNanos(chunk.number, gone);
    TroubleEvent.record(batch, outcome, delay >= 0);
    if (delay >= 0) {
      batch.tryAgain(chunk, delivered, i, outcome, delay);
      delivered = i + 1;
      return;
    }
    chunk.ends(i, new Settled(outcome));
    if (batch.options.onError() != ErrorPolicy.CONTINUE) {
      chunk.stop(gone);
    }
  }
}
