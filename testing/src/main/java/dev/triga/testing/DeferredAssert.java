package dev.triga.testing;

import dev.triga.async.Deferred;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Says how a Deferred stands at this moment; it waits for nothing. In a test that drives its
/// reactor by hand, that is after [MemoryReactor#settle()]. Any thread.
///
/// ```java
/// import static dev.triga.testing.DeferredAssert.assertThatDeferred;
///
/// assertThatDeferred(client.request("hello")).succeededWith("world");
/// assertThatDeferred(client.request("bad")).failedWith(ProtocolFailure.class);
/// ```
///
/// To look at a failure is to have observed it: it is not reported any more.
///
/// @param <T> the type of the result
public final class DeferredAssert<T extends @Nullable Object> {
  private final Deferred<T> actual;

  private DeferredAssert(Deferred<T> actual) {
    this.actual = actual;
  }

  /// Begins to speak of a Deferred.
  public static <T extends @Nullable Object> DeferredAssert<T> assertThatDeferred(
      Deferred<T> actual) {
    return new DeferredAssert<>(Objects.requireNonNull(actual, "actual"));
  }

  /// Begins to speak of any stage.
  public static <T extends @Nullable Object> DeferredAssert<T> assertThatDeferred(
      CompletionStage<T> actual) {
    return new DeferredAssert<>(Deferred.of(actual));
  }

  /// It has not ended.
  public DeferredAssert<T> isPending() {
    if (actual.isDone()) {
      throw wrong("expected to be pending");
    }
    return this;
  }

  /// It has ended, one way or another.
  public DeferredAssert<T> isDone() {
    if (!actual.isDone()) {
      throw wrong("expected to have ended");
    }
    return this;
  }

  /// It has succeeded.
  ///
  /// @return the result
  public T succeeded() {
    if (!actual.isSucceeded()) {
      throw wrong("expected to have succeeded");
    }
    return actual.resultNow();
  }

  /// It has succeeded with an equal value; arrays are compared by their elements.
  public DeferredAssert<T> succeededWith(T expected) {
    T result = succeeded();
    if (!Objects.deepEquals(expected, result)) {
      throw new AssertionError("expected " + text(expected) + " but was " + text(result));
    }
    return this;
  }

  /// It has failed, or was cancelled.
  ///
  /// @return the failure as it is, without any wrapping
  public Throwable failed() {
    if (!actual.isFailed() && !actual.isCancelled()) {
      throw wrong("expected to have failed");
    }
    return actual.failureNow();
  }

  /// It has failed with this type.
  ///
  /// @return the failure
  public <E extends Throwable> E failedWith(Class<E> type) {
    var failure = failed();
    if (!type.isInstance(failure)) {
      throw new AssertionError(
          "expected a failure of " + type.getName() + " but was " + failure, failure);
    }
    return type.cast(failure);
  }

  /// It was cancelled.
  ///
  /// @return what tells so, with the cause if one was given
  public CancellationException cancelled() {
    if (!actual.isCancelled()) {
      throw wrong("expected to be cancelled");
    }
    return failedWith(CancellationException.class);
  }

  private AssertionError wrong(String expectation) {
    if (actual.isFailed()) {
      var failure = actual.failureNow();
      return new AssertionError(expectation + " but has failed: " + failure, failure);
    }
    return new AssertionError(expectation + " but is " + actual);
  }

  private static String text(@Nullable Object value) {
    // The list prints the elements of an array of any type.
    String listed = Arrays.deepToString(new @Nullable Object[] {value});
    return value != null && value.getClass().isArray()
        ? listed.substring(1, listed.length() - 1)
        : String.valueOf(value);
  }
}
