package dev.triga.async;

import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Does something for each of many inputs, at most so many at a time.
///
/// **Input** is taken lazily, one element when there is room for it, on the turn: it may be
/// endless. Iterating must not block.
///
/// **Order.** Elements begin in their order; results are in that order too, whenever they end.
///
/// **Failures.** [#forEach] and [#map] stop at the first: no further element is taken, those in
/// progress are cancelled, and the result fails with a [MemberFailure]. [#settle] goes on and tells
/// how each ended. An input that throws ends all three with what it throws.
///
/// **Threads.** On the turn. Immutable; cancelling a result stops its input and cancels what is in
/// progress.
///
/// ```java
/// Concurrently.atMost(reactor, 5).settle(servers, server -> run(command, server)).thenAccept(this::print);
/// ```
public final class Concurrently {
  private final Reactor reactor;
  private final int limit;

  /// Begins the work for one element. Called on the turn.
  ///
  /// @param <T> the type of the elements
  /// @param <R> the type of the results
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, R extends @Nullable Object> {
    /// Begins it.
    ///
    /// @throws Exception for a failure like any other
    CompletionStage<? extends R> begin(T element) throws Exception;
  }

  private Concurrently(Reactor reactor, int limit) {
    this.reactor = reactor;
    this.limit = Limits.positive("doing concurrently", limit);
  }

  /// At most `limit` elements in progress at a time.
  ///
  /// @throws IllegalArgumentException if that is less than 1
  public static Concurrently atMost(Reactor reactor, int limit) {
    return new Concurrently(reactor, limit);
  }

  /// Does it for each element and keeps no results. Succeeds when the input has ended and all have
  /// succeeded.
  public <T extends @Nullable Object> Deferred<@Nullable Void> forEach(
      Iterable<? extends T> input, Work<? super T, ?> work) {
    return begin(input, work, new Harvest.Nothing());
  }

  /// Does it for each element and keeps all values, in the order of the elements.
  public <T extends @Nullable Object, R extends @Nullable Object> Deferred<List<R>> map(
      Iterable<? extends T> input, Work<? super T, ? extends R> work) {
    return begin(input, work, new Harvest.Values<R>());
  }

  /// Does it for each element and keeps how each ended, in the order of the elements.
  public <T extends @Nullable Object, R extends @Nullable Object> Deferred<List<Settled<R>>> settle(
      Iterable<? extends T> input, Work<? super T, ? extends R> work) {
    return begin(input, work, new Harvest.Endings<R>());
  }

  private <T extends @Nullable Object, R extends @Nullable Object, A extends @Nullable Object>
      Deferred<A> begin(
          Iterable<? extends T> input, Work<? super T, ? extends R> work, Harvest<R, A> harvest) {
    ((Turn) reactor).checkTurn("Concurrently");
    return new ConcurrentRun<T, R, A>(reactor, limit, input.iterator(), work, harvest).begin();
  }

  @Override
  public String toString() {
    return "Concurrently[at most " + limit + "]";
  }
}
