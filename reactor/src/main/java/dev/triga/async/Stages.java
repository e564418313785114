package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The stages that depend on one source: each says what it makes of a result.
final class Stages {
  private Stages() {}

  /// A function of the value.
  static final class Apply<T extends @Nullable Object> extends Stage<T> {
    Apply(@Nullable Turn owner, Deferred<?> source, Function<?, ? extends T> function) {
      super(owner, source, function);
    }

    @Override
    Object outcome(Object result) {
      Function<@Nullable Object, ? extends T> function = function();
      return result instanceof Failure
          ? result
          : Encoded.value(function.apply(Encoded.decode(result)));
    }
  }

  /// An action on the value.
  static final class Accept extends Stage<@Nullable Void> {
    Accept(@Nullable Turn owner, Deferred<?> source, Consumer<?> action) {
      super(owner, source, action);
    }

    @Override
    Object outcome(Object result) {
      if (result instanceof Failure) {
        return result;
      }
      Consumer<@Nullable Object> action = function();
      action.accept(Encoded.decode(result));
      return Encoded.NULL;
    }
  }

  /// An action after success.
  static final class Then extends Stage<@Nullable Void> {
    Then(@Nullable Turn owner, Deferred<?> source, Runnable action) {
      super(owner, source, action);
    }

    @Override
    Object outcome(Object result) {
      if (result instanceof Failure) {
        return result;
      }
      Runnable action = function();
      action.run();
      return Encoded.NULL;
    }
  }

  /// A function of value or failure.
  static final class Handle<T extends @Nullable Object> extends Stage<T> {
    Handle(@Nullable Turn owner, Deferred<?> source, BiFunction<?, ?, ? extends T> function) {
      super(owner, source, function);
    }

    @Override
    Object outcome(Object result) {
      BiFunction<@Nullable Object, @Nullable Throwable, ? extends T> function = function();
      return Encoded.value(
          result instanceof Failure failure
              ? function.apply(null, failure.error)
              : function.apply(Encoded.decode(result), null));
    }
  }

  /// An action on value or failure that leaves them as they are.
  static final class Observe<T extends @Nullable Object> extends Stage<T> {
    Observe(@Nullable Turn owner, Deferred<?> source, BiConsumer<?, ?> action) {
      super(owner, source, action);
    }

    @Override
    Object outcome(Object result) throws Throwable {
      BiConsumer<@Nullable Object, @Nullable Throwable> action = function();
      if (!(result instanceof Failure failure)) {
        action.accept(Encoded.decode(result), null);
        return result;
      }
      try {
        action.accept(null, failure.error);
      } catch (Throwable error) {
        if (Failures.isFatal(error)) {
          throw error;
        }
        if (error != failure.error) {
          failure.error.addSuppressed(error);
        }
      }
      return result;
    }
  }

  /// A value in place of a failure.
  static final class Recover<T extends @Nullable Object> extends Stage<T> {
    Recover(@Nullable Turn owner, Deferred<?> source, Function<Throwable, ? extends T> function) {
      super(owner, source, function);
    }

    @Override
    Object outcome(Object result) {
      Function<Throwable, ? extends T> function = function();
      return result instanceof Failure failure
          ? Encoded.value(function.apply(failure.error))
          : result;
    }
  }

  /// The same result on behalf of another owner.
  static final class Relay<T extends @Nullable Object> extends Stage<T> {
    private final String label;

    Relay(@Nullable Turn owner, Deferred<?> source, String label) {
      super(owner, source, null);
      this.label = label;
    }

    @Override
    Object outcome(Object result) {
      return result;
    }

    @Override
    String label() {
      return label;
    }
  }

  /// The same result, given on an executor's thread: without an owner, so that what depends on it
  /// runs there.
  static final class Hop<T extends @Nullable Object> extends Stage<T> {
    Hop(Deferred<?> source, Executor executor) {
      super(null, source, executor);
    }

    @Override
    @Nullable Object outcome(Object result) {
      Executor executor = function();
      executor.execute(() -> settle(result, null));
      return null;
    }
  }

  /// Tells a future of the JDK.
  static final class Tell<T extends @Nullable Object> extends Stage<@Nullable Void> {
    Tell(@Nullable Turn owner, Deferred<?> source, CompletableFuture<T> future) {
      super(owner, source, future);
    }

    @Override
    Object outcome(Object result) {
      CompletableFuture<T> future = function();
      if (result instanceof Failure failure) {
        future.completeExceptionally(failure.error);
      } else {
        future.complete(Encoded.<T>decode(result));
      }
      return Encoded.NULL;
    }
  }
}
