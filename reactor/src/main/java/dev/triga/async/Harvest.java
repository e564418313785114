package dev.triga.async;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [ConcurrentRun] makes of the results of its elements. On the turn.
///
/// @param <R> the type of the results
/// @param <A> the type of what is made of them all
interface Harvest<R extends @Nullable Object, A extends @Nullable Object> {
  /// An element was taken; results come in any order.
  void taken();

  /// An element's work succeeded.
  void succeeded(int index, R value);

  /// An element's work failed.
  ///
  /// @return whether to go on
  boolean failed(int index, Throwable failure);

  /// What is made of all results.
  A conclusion();

  /// Keeps nothing.
  final class Nothing implements Harvest<@Nullable Object, @Nullable Void> {
    @Override
    public void taken() {}

    @Override
    public void succeeded(int index, @Nullable Object value) {}

    @Override
    public boolean failed(int index, Throwable failure) {
      return false;
    }

    @Override
    @SuppressWarnings("NullAway") // It cannot see that A takes null where A says so.
    public @Nullable Void conclusion() {
      return null;
    }
  }

  /// Keeps the values.
  final class Values<R extends @Nullable Object> implements Harvest<R, List<R>> {
    private final List<@Nullable R> values = new ArrayList<>();

    @Override
    public void taken() {
      values.add(null);
    }

    @Override
    public void succeeded(int index, R value) {
      values.set(index, value);
    }

    @Override
    public boolean failed(int index, Throwable failure) {
      return false;
    }

    @Override
    @SuppressWarnings("NullAway") // By now each element has its value.
    public List<R> conclusion() {
      return Collections.unmodifiableList(values);
    }
  }

  /// Keeps how each ended.
  final class Endings<R extends @Nullable Object> implements Harvest<R, List<Settled<R>>> {
    private final Values<Settled<R>> endings = new Values<>();

    @Override
    public void taken() {
      endings.taken();
    }

    @Override
    public void succeeded(int index, R value) {
      endings.succeeded(index, new Settled.Succeeded<>(value));
    }

    @Override
    public boolean failed(int index, Throwable failure) {
      endings.succeeded(index, new Settled.Failed<>(failure));
      return true;
    }

    @Override
    public List<Settled<R>> conclusion() {
      return endings.conclusion();
    }
  }
}
