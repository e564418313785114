package dev.triga.async;

import dev.triga.loop.Turn;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A stage with two sources. It listens to the first itself, to the second by its [Side].
abstract sealed class Pair<T extends @Nullable Object> extends Stage<T> {
  final Deferred<?> other;

  /// The result that came first.
  final AtomicReference<@Nullable Object> first = new AtomicReference<>();

  private Pair(@Nullable Turn owner, Deferred<?> source, Deferred<?> other, Object function) {
    super(owner, source, function);
    this.other = other;
  }

  /// Begins to listen to the second source.
  final void listenToOther() {
    other.listen(new Side(this), null);
  }

  /// A result has come in.
  abstract void arrive(Object result, boolean isFromOther, @Nullable Trampoline trampoline);

  @Override
  final @Nullable Object fire(Object result, @Nullable Trampoline trampoline) {
    arrive(result, false, trampoline);
    return null;
  }

  final void end(Object result, @Nullable Trampoline trampoline) {
    Object outcome = super.fire(result, trampoline);
    if (outcome != null) {
      settle(outcome, trampoline);
      release();
    }
  }

  @Override
  List<Deferred<?>> sources() {
    Deferred<?> one = source;
    return one == null ? List.of(other) : List.of(one, other);
  }

  /// Waits for both values.
  static final class Both<T extends @Nullable Object> extends Pair<T> {
    private @Nullable Object right;

    Both(
        @Nullable Turn owner,
        Deferred<?> source,
        Deferred<?> other,
        BiFunction<?, ?, ? extends T> function) {
      super(owner, source, other, function);
    }

    @Override
    void arrive(Object result, boolean isFromOther, @Nullable Trampoline trampoline) {
      if (first.compareAndSet(null, result)) {
        return;
      }
      Object earlier = first.get();
      if (earlier != null) {
        right = isFromOther ? result : earlier;
        end(isFromOther ? earlier : result, trampoline);
      }
    }

    @Override
    @Nullable Object outcome(Object left) {
      if (left instanceof Failure || right instanceof Failure || right == null) {
        return left instanceof Failure ? left : right;
      }
      BiFunction<@Nullable Object, @Nullable Object, ? extends T> function = function();
      return Encoded.value(function.apply(Encoded.decode(left), Encoded.decode(right)));
    }
  }

  /// Takes whichever result comes first, value or failure.
  static final class Either<T extends @Nullable Object> extends Pair<T> {
    Either(
        @Nullable Turn owner,
        Deferred<?> source,
        Deferred<?> other,
        Function<?, ? extends T> function) {
      super(owner, source, other, function);
    }

    @Override
    void arrive(Object result, boolean isFromOther, @Nullable Trampoline trampoline) {
      if (first.compareAndSet(null, result)) {
        end(result, trampoline);
      }
    }

    @Override
    Object outcome(Object result) {
      Function<@Nullable Object, ? extends T> function = function();
      return result instanceof Failure
          ? result
          : Encoded.value(function.apply(Encoded.decode(result)));
    }
  }

  /// Listens to the second source on behalf of the pair.
  private static final class Side extends Stage<@Nullable Object> {
    private final Pair<?> pair;

    Side(Pair<?> pair) {
      super(pair.owner, pair.other, null);
      this.pair = pair;
    }

    @Override
    Deferred<?> target() {
      return pair;
    }

    @Override
    @Nullable Object fire(Object result, @Nullable Trampoline trampoline) {
      pair.arrive(result, true, trampoline);
      return null;
    }

    @Override
    @Nullable Object outcome(Object result) {
      return null;
    }
  }
}
