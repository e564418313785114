package dev.triga.async;

import dev.triga.loop.Turn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The methods of [CompletionStage] on a [Deferred], each with a Deferred as its result.
///
/// The methods without `Async` run their function on the owner's turn. Those with `Async` run it in
/// a later pass of the owner's reactor, those with an executor on that executor; without an owner
/// the default executor is the one of [CompletableFuture]. Whoever depends on the result of such a
/// stage is told on the owner's turn again.
abstract class Chaining<T extends @Nullable Object> extends DeferredState<T>
    implements CompletionStage<T> {
  private static final Executor WITHOUT_OWNER =
      new CompletableFuture<@Nullable Void>().defaultExecutor();

  Chaining(@Nullable Turn owner, boolean isTraceable, @Nullable Object function) {
    super(owner, isTraceable, function);
  }

  /// Makes a stage for a source that is to be listened to.
  @FunctionalInterface
  private interface Kind<U extends @Nullable Object> {
    Stage<U> on(Deferred<?> source);
  }

  private Deferred<T> self() {
    return (Deferred<T>) this;
  }

  private <U extends @Nullable Object> Deferred<U> add(Stage<U> stage) {
    listen(stage, null);
    return stage;
  }

  /// Adds a stage whose function runs on an executor: a hop goes there first.
  private <U extends @Nullable Object> Deferred<U> addVia(Executor executor, Kind<U> kind) {
    Stages.Hop<T> hop = new Stages.Hop<>(self(), executor);
    Stage<U> stage = kind.on(hop);
    hop.listen(stage, null);
    listen(hop, null);
    return stage;
  }

  private <U extends @Nullable Object> Deferred<U> addPair(Pair<U> pair) {
    listen(pair, null);
    pair.listenToOther();
    return pair;
  }

  private Executor later() {
    return owner == null ? WITHOUT_OWNER : owner::execute;
  }

  /// The other stage as a Deferred whose listeners run where ours do.
  private <U extends @Nullable Object> Deferred<U> beside(CompletionStage<U> other) {
    Deferred<U> deferred = Deferred.of(other);
    return owner == null || deferred.owner == owner ? deferred : deferred.on(owner);
  }

  /// Two values under way to a function that takes both.
  private record Couple<A extends @Nullable Object, B extends @Nullable Object>(A one, B two) {}

  // One source

  @Override
  public <U extends @Nullable Object> Deferred<U> thenApply(
      Function<? super T, ? extends U> function) {
    return add(new Stages.Apply<>(owner, self(), check(function)));
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> thenApplyAsync(
      Function<? super T, ? extends U> function) {
    return thenApplyAsync(function, later());
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> thenApplyAsync(
      Function<? super T, ? extends U> function, Executor executor) {
    check(function);
    return addVia(check(executor), source -> new Stages.Apply<>(owner, source, check(function)));
  }

  @Override
  public Deferred<@Nullable Void> thenAccept(Consumer<? super T> action) {
    return add(new Stages.Accept(owner, self(), check(action)));
  }

  @Override
  public Deferred<@Nullable Void> thenAcceptAsync(Consumer<? super T> action) {
    return thenAcceptAsync(action, later());
  }

  @Override
  public Deferred<@Nullable Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
    check(action);
    return addVia(check(executor), source -> new Stages.Accept(owner, source, check(action)));
  }

  @Override
  public Deferred<@Nullable Void> thenRun(Runnable action) {
    return add(new Stages.Then(owner, self(), check(action)));
  }

  @Override
  public Deferred<@Nullable Void> thenRunAsync(Runnable action) {
    return thenRunAsync(action, later());
  }

  @Override
  public Deferred<@Nullable Void> thenRunAsync(Runnable action, Executor executor) {
    check(action);
    return addVia(check(executor), source -> new Stages.Then(owner, source, check(action)));
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> thenCompose(
      Function<? super T, ? extends CompletionStage<U>> function) {
    return add(new Compose<>(owner, self(), check(function), false));
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> function) {
    return thenComposeAsync(function, later());
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> thenComposeAsync(
      Function<? super T, ? extends CompletionStage<U>> function, Executor executor) {
    check(function);
    return addVia(check(executor), source -> new Compose<>(owner, source, check(function), false));
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> handle(
      BiFunction<? super T, @Nullable Throwable, ? extends U> function) {
    return add(new Stages.Handle<>(owner, self(), check(function)));
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> handleAsync(
      BiFunction<? super T, @Nullable Throwable, ? extends U> function) {
    return handleAsync(function, later());
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> handleAsync(
      BiFunction<? super T, @Nullable Throwable, ? extends U> function, Executor executor) {
    check(function);
    return addVia(check(executor), source -> new Stages.Handle<>(owner, source, check(function)));
  }

  @Override
  public Deferred<T> whenComplete(BiConsumer<? super T, ? super @Nullable Throwable> action) {
    return add(new Stages.Observe<>(owner, self(), check(action)));
  }

  @Override
  public Deferred<T> whenCompleteAsync(BiConsumer<? super T, ? super @Nullable Throwable> action) {
    return whenCompleteAsync(action, later());
  }

  @Override
  public Deferred<T> whenCompleteAsync(
      BiConsumer<? super T, ? super @Nullable Throwable> action, Executor executor) {
    check(action);
    return addVia(check(executor), source -> new Stages.Observe<>(owner, source, check(action)));
  }

  @Override
  public Deferred<T> exceptionally(Function<Throwable, ? extends T> function) {
    return add(new Stages.Recover<>(owner, self(), check(function)));
  }

  @Override
  public Deferred<T> exceptionallyAsync(Function<Throwable, ? extends T> function) {
    return exceptionallyAsync(function, later());
  }

  @Override
  public Deferred<T> exceptionallyAsync(
      Function<Throwable, ? extends T> function, Executor executor) {
    check(function);
    return addVia(check(executor), source -> new Stages.Recover<>(owner, source, check(function)));
  }

  @Override
  public Deferred<T> exceptionallyCompose(
      Function<Throwable, ? extends CompletionStage<T>> function) {
    return add(new Compose<>(owner, self(), check(function), true));
  }

  @Override
  public Deferred<T> exceptionallyComposeAsync(
      Function<Throwable, ? extends CompletionStage<T>> function) {
    return exceptionallyComposeAsync(function, later());
  }

  @Override
  public Deferred<T> exceptionallyComposeAsync(
      Function<Throwable, ? extends CompletionStage<T>> function, Executor executor) {
    check(function);
    return addVia(check(executor), source -> new Compose<>(owner, source, check(function), true));
  }

  // Two sources

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> Deferred<V> thenCombine(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
    check(function);
    return addPair(new Pair.Both<>(owner, self(), beside(other), function));
  }

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> Deferred<V> thenCombineAsync(
      CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
    return thenCombineAsync(other, function, later());
  }

  @Override
  public <U extends @Nullable Object, V extends @Nullable Object> Deferred<V> thenCombineAsync(
      CompletionStage<? extends U> other,
      BiFunction<? super T, ? super U, ? extends V> function,
      Executor executor) {
    check(function);
    return couple(other).thenApplyAsync(both -> function.apply(both.one(), both.two()), executor);
  }

  @Override
  public <U extends @Nullable Object> Deferred<@Nullable Void> thenAcceptBoth(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
    check(action);
    return addPair(
        new Pair.Both<@Nullable Void>(
            owner, self(), beside(other), (T one, U two) -> none(() -> action.accept(one, two))));
  }

  @Override
  public <U extends @Nullable Object> Deferred<@Nullable Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
    return thenAcceptBothAsync(other, action, later());
  }

  @Override
  public <U extends @Nullable Object> Deferred<@Nullable Void> thenAcceptBothAsync(
      CompletionStage<? extends U> other,
      BiConsumer<? super T, ? super U> action,
      Executor executor) {
    check(action);
    return couple(other).thenAcceptAsync(both -> action.accept(both.one(), both.two()), executor);
  }

  @Override
  public Deferred<@Nullable Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
    check(action);
    return addPair(
        new Pair.Both<@Nullable Void>(owner, self(), beside(other), (one, two) -> none(action)));
  }

  @Override
  public Deferred<@Nullable Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
    return runAfterBothAsync(other, action, later());
  }

  @Override
  public Deferred<@Nullable Void> runAfterBothAsync(
      CompletionStage<?> other, Runnable action, Executor executor) {
    check(action);
    return couple(other).thenRunAsync(action, executor);
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> applyToEither(
      CompletionStage<? extends T> other, Function<? super T, U> function) {
    check(function);
    return addPair(new Pair.Either<>(owner, self(), beside(other), function));
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> function) {
    return applyToEitherAsync(other, function, later());
  }

  @Override
  public <U extends @Nullable Object> Deferred<U> applyToEitherAsync(
      CompletionStage<? extends T> other, Function<? super T, U> function, Executor executor) {
    check(function);
    return either(other).thenApplyAsync(function, executor);
  }

  @Override
  public Deferred<@Nullable Void> acceptEither(
      CompletionStage<? extends T> other, Consumer<? super T> action) {
    check(action);
    return addPair(
        new Pair.Either<@Nullable Void>(
            owner, self(), beside(other), (T first) -> none(() -> action.accept(first))));
  }

  @Override
  public Deferred<@Nullable Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> action) {
    return acceptEitherAsync(other, action, later());
  }

  @Override
  public Deferred<@Nullable Void> acceptEitherAsync(
      CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
    check(action);
    return either(other).thenAcceptAsync(action, executor);
  }

  @Override
  public Deferred<@Nullable Void> runAfterEither(CompletionStage<?> other, Runnable action) {
    check(action);
    return addPair(
        new Pair.Either<@Nullable Void>(owner, self(), beside(other), first -> none(action)));
  }

  @Override
  public Deferred<@Nullable Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
    return runAfterEitherAsync(other, action, later());
  }

  @Override
  public Deferred<@Nullable Void> runAfterEitherAsync(
      CompletionStage<?> other, Runnable action, Executor executor) {
    check(action);
    return addPair(new Pair.Either<@Nullable Void>(owner, self(), beside(other), first -> null))
        .thenRunAsync(action, executor);
  }

  private <U extends @Nullable Object> Deferred<Couple<T, U>> couple(
      CompletionStage<? extends U> other) {
    return addPair(
        new Pair.Both<Couple<T, U>>(
            owner, self(), beside(other), (T one, U two) -> new Couple<>(one, two)));
  }

  private Deferred<T> either(CompletionStage<? extends T> other) {
    return addPair(new Pair.Either<T>(owner, self(), beside(other), (T first) -> first));
  }

  private static @Nullable Void none(Runnable action) {
    action.run();
    return null;
  }

  private static <F> F check(F function) {
    if (function == null) {
      throw new NullPointerException("a function, an action or an executor is needed, not null");
    }
    return function;
  }

  // The JDK's future

  /// A future of the JDK that ends as this does, and whose cancellation cancels this like that of
  /// any dependent. Unlike ours, its dependents see failures wrapped in a
  /// [java.util.concurrent.CompletionException]. It is told on the owner's turn.
  @Override
  public CompletableFuture<T> toCompletableFuture() {
    TellingFuture<T> future = new TellingFuture<>();
    Stages.Tell<T> tell = new Stages.Tell<>(owner, self(), future);
    future.listener = tell;
    listen(tell, null);
    return future;
  }

  private static final class TellingFuture<T extends @Nullable Object>
      extends CompletableFuture<T> {
    private @Nullable Deferred<?> listener;

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean isCancelled = super.cancel(mayInterrupt);
      if (isCancelled && listener != null) {
        listener.cancel();
      }
      return isCancelled;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }
}
