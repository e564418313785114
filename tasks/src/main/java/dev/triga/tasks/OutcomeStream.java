package dev.triga.tasks;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The outcomes of a batch while it goes on.
///
/// Read once, by one thread, with [#iterator] or [#stream]. The batch has begun when this exists,
/// and goes on ahead of the reader as far as its window allows. When it ended before its end, the
/// reader first gets all outcomes and then a [BatchFailure]. Interrupting the reader while it waits
/// cancels the batch.
///
/// **Close it** unless it is read to its end: closing cancels what is left of the batch, and waits
/// until no task runs any more, or for the interrupt grace at most.
///
/// @param <T> the type of the tasks
/// @param <R> the type of the results
public final class OutcomeStream<T extends @Nullable Object, R extends @Nullable Object>
    implements Iterable<Outcome<T, R>>, AutoCloseable {
  private final BatchRun batch;
  private final Streamed outcomes;
  private boolean isTaken;

  OutcomeStream(BatchRun batch, Streamed outcomes) {
    this.batch = batch;
    this.outcomes = outcomes;
  }

  /// The outcomes. Waits in `hasNext`.
  ///
  /// @throws IllegalStateException if it was called before, or [#stream] was
  @Override
  public Iterator<Outcome<T, R>> iterator() {
    if (isTaken) {
      throw new IllegalStateException(
          "the outcomes of batch '" + batch.options.name() + "' are read already: once is all");
    }
    isTaken = true;
    return new Reading();
  }

  /// The outcomes as a sequential stream; closing it closes this.
  ///
  /// @throws IllegalStateException if it was called before, or [#iterator] was
  public Stream<Outcome<T, R>> stream() {
    int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
    var all = Spliterators.spliteratorUnknownSize(iterator(), characteristics);
    return StreamSupport.stream(all, false).onClose(this::close);
  }

  /// Ends the batch now: running tasks are interrupted and [Cancelled], like those that have not
  /// begun. Whoever reads gets their outcomes, and then the [BatchFailure]. Any thread; does not
  /// wait.
  ///
  /// @return false if it had ended before
  public boolean stop() {
    return batch.stop();
  }

  /// Cancels one task. Any thread; does not wait.
  ///
  /// @param index its position in the input
  /// @return whether it will be [Cancelled]; false if it has ended, or has not been taken from a
  ///   lazy input yet
  public boolean cancelTask(long index) {
    return batch.cancel(index);
  }

  /// How far it is. Any thread.
  public Progress progress() {
    return batch.progress();
  }

  /// Cancels what is left and waits until it has ended. Idempotent; any thread.
  @Override
  public void close() {
    Waiting.untilClosed(batch, new CancellationException("its stream of outcomes was closed"));
  }

  private final class Reading implements Iterator<Outcome<T, R>> {
    private @Nullable Piece piece;
    private int i;

    @Override
    public boolean hasNext() {
      if (piece != null && i < piece.size) {
        return true;
      }
      piece = Waiting.forNext(batch, outcomes, piece);
      i = 0;
      if (piece != null) {
        return true;
      }
      RuntimeException failure = outcomes.failure();
      if (failure != null) {
        throw failure;
      }
      return false;
    }

    @Override
    public Outcome<T, R> next() {
      if (!hasNext() || piece == null) {
        throw new NoSuchElementException("there are no more outcomes");
      }
      return piece.outcome(i++);
    }
  }
}
