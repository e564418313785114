package dev.triga.stream;

import dev.triga.async.Deferred;
import dev.triga.loop.FileWork;
import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A consumer that writes what comes into a file, beside the loop.
///
/// ```java
/// source.pipeTo(new FileSink(reactor, path, FileSink.Option.ATOMIC, FileSink.Option.SYNC))
///     .thenAccept(count -> log(count + " bytes are safe"));
/// ```
///
/// [#done()] comes when the file is closed, and as safe as the options ask. At most [#WINDOW_BYTES]
/// wait to be written. A failure aborts the stream, with a message that names the file and the
/// place; it is reported if nobody waits for [#done()]. When the data ends incomplete or the stream
/// is aborted, what was written stays in the file; with [Option#ATOMIC] there is no trace of it.
public final class FileSink extends ByteConsumer {
  /// How many bytes may wait to be written.
  public static final int WINDOW_BYTES = 256 * 1024;

  /// How to write. Without any, the file is made, or emptied, when there is something to write or
  /// the data has ended.
  public enum Option {
    /// Writes behind what the file holds. Not with `ATOMIC` or `NEW`.
    APPEND,
    /// Fails if the file exists. Not with `ATOMIC`.
    NEW,
    /// Writes a file beside it, which takes the name in one step when the data is complete: others
    /// see the old file or the new one, never a part. A process that is killed leaves the file
    /// beside, `.NAME.PID-NUMBER.part`.
    ATOMIC,
    /// Has the system put the bytes on the disk (fsync) before [FileSink#done()] comes; with
    /// `ATOMIC` the new name too.
    SYNC
  }

  private final Path path;
  private final FileWork work;
  private final FileOutput output;
  private final ByteQueue waiting = new ByteQueue();
  private final Deferred<Void> safe;
  private long written;
  private boolean isComplete;
  private boolean isFinishing;
  private boolean isDiscarded;

  /// Made for a file.
  ///
  /// @throws IllegalArgumentException if the options exclude each other
  public FileSink(Reactor reactor, Path path, Option... options) {
    super(reactor, WINDOW_BYTES);
    this.path = path;
    this.work = new FileWork(loop(), path, this);
    this.output = new FileOutput(path, checked(options));
    this.safe = new Deferred<>(reactor);
  }

  private static Set<Option> checked(Option... options) {
    var set = EnumSet.noneOf(Option.class);
    set.addAll(List.of(options));
    boolean excluded =
        set.contains(Option.ATOMIC) && (set.contains(Option.APPEND) || set.contains(Option.NEW));
    if (excluded || (set.contains(Option.APPEND) && set.contains(Option.NEW))) {
      throw new IllegalArgumentException("the options " + set + " exclude each other");
    }
    return set;
  }

  @Override
  protected void dataReceived(ByteBuffer data) {
    int count = data.remaining();
    waiting.append(data);
    hold(count);
    goOn();
  }

  @Override
  protected void dataEnded(CloseReason reason) {
    if (reason.isDone()) {
      isComplete = true;
      goOn();
    } else {
      discard();
    }
  }

  @Override
  protected CompletionStage<?> finishing() {
    isFinishing = true;
    return safe;
  }

  @Override
  protected void aborted(CloseReason reason) {
    discard();
  }

  /// Does what comes next, unless something is being done.
  private void goOn() {
    if (work.isBusy()) {
      return;
    }
    if (isDiscarded) {
      work.last(output::discard);
    } else if (!waiting.isEmpty()) {
      write();
    } else if (isComplete) {
      isComplete = false;
      work.begin(output::complete, (done, failure) -> completed(failure));
    }
  }

  private void write() {
    var batch = new ByteQueue();
    batch.append(waiting);
    long count = batch.size();
    work.begin(
        () -> output.write(batch),
        (file, failure) -> {
          release(count);
          written += count - batch.size();
          if (failure != null) {
            failed(failure);
          }
          goOn();
        });
  }

  @SuppressWarnings("NullAway") // Void has no other value.
  private void completed(@Nullable Throwable failure) {
    if (failure == null) {
      safe.succeed(null);
    } else {
      failed(failure);
      goOn();
    }
  }

  private void failed(Throwable failure) {
    if (isDiscarded) {
      return;
    }
    var reason =
        CloseReason.of(CloseReason.Kind.LOST, work.explain("writing", written, failure), failure);
    if (!isAwaited()) {
      loop().report("file", this, new StreamFailure(reason), null);
    }
    discard();
    if (isFinishing) {
      safe.fail(new StreamFailure(reason));
    } else {
      abort(reason);
    }
  }

  private void discard() {
    if (!isDiscarded) {
      isDiscarded = true;
      waiting.clear();
      goOn();
    }
  }

  @Override
  public String toString() {
    return "FileSink[" + path + "]";
  }
}
