package dev.triga.tasks;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// How each task of a batch ended, in the order of the input.
///
/// An immutable list, for any thread. It keeps tasks and results, and makes an [Outcome] when it is
/// asked for one. When the batch ended before its end, the tasks that had not been taken from a
/// lazy input have no outcome.
///
/// @param <T> the type of the tasks
/// @param <R> the type of the results
public final class Outcomes<T extends @Nullable Object, R extends @Nullable Object>
    extends AbstractList<Outcome<T, R>> implements RandomAccess {
  private final Piece[] asCompleted;
  private final Piece[] pieces;
  private final int size;
  private final Tally tally;
  private final BatchEnding ending;

  Outcomes(List<Piece> asCompleted, Tally tally, BatchEnding ending) {
    this.asCompleted = asCompleted.toArray(Piece[]::new);
    this.pieces = this.asCompleted.clone();
    Arrays.sort(pieces, Comparator.comparingLong(piece -> piece.first));
    long all = pieces.length == 0 ? 0 : pieces[pieces.length - 1].end();
    this.size = Math.toIntExact(all);
    this.tally = tally;
    this.ending = ending;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Outcome<T, R> get(int index) {
    Objects.checkIndex(index, size);
    int low = 0;
    int high = pieces.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (pieces[middle].first <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Piece piece = pieces[low];
    return piece.outcome((int) (index - piece.first));
  }

  @Override
  public Iterator<Outcome<T, R>> iterator() {
    return new Walk<>(pieces);
  }

  /// The results in task order, null where a task did not succeed. A result that is null by itself
  /// looks the same; the outcomes tell them apart. Immutable, made by one pass over the outcomes.
  public List<@Nullable R> results() {
    return values(pieces);
  }

  /// The results in the order in which the tasks ended, null where one did not succeed. Among tasks
  /// so tiny that workers do them in chunks, a chunk's results stand together.
  public List<@Nullable R> resultsAsCompleted() {
    return values(asCompleted);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // The types are those of the batch.
  private List<@Nullable R> values(Piece[] pieces) {
    Object[] values = new Object[size];
    int at = 0;
    for (Piece piece : pieces) {
      for (int i = 0; i < piece.size; i++) {
        values[at++] = piece.valueOrNull(i);
      }
    }
    return (List<R>) Collections.unmodifiableList(Arrays.asList(values));
  }

  /// Why the batch ended.
  public BatchEnding ending() {
    return ending;
  }

  /// How many tasks succeeded.
  public int succeeded() {
    return (int) tally.succeeded;
  }

  /// How many tasks did not succeed: failed, timed out, lost or cancelled.
  public int unsuccessful() {
    return size - succeeded();
  }

  /// Goes through pieces from the first to the last.
  private static final class Walk<T extends @Nullable Object, R extends @Nullable Object>
      implements Iterator<Outcome<T, R>> {
    private final Piece[] pieces;
    private int next;
    private int i;

    Walk(Piece[] pieces) {
      this.pieces = pieces;
    }

    @Override
    public boolean hasNext() {
      return next < pieces.length;
    }

    @Override
    public Outcome<T, R> next() {
      if (next >= pieces.length) {
        throw new NoSuchElementException("there are no more outcomes");
      }
      Piece piece = pieces[next];
      Outcome<T, R> outcome = piece.outcome(i);
      if (++i == piece.size) {
        next++;
        i = 0;
      }
      return outcome;
    }
  }
}
