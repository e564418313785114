/// Results that come later.
///
/// A [dev.triga.async.Deferred] is a write-once result, made on any thread, whose listeners run on
/// the turn of the reactor that owns it. It is a [java.util.concurrent.CompletionStage] that can be
/// cancelled, timed and paused. This program needs no reactor and prints `7 letters`:
///
/// ```java
/// import module dev.triga.reactor;
///
/// void main() {
///     var word = new Deferred<String>();
///     word.thenApply(String::length)
///         .thenCompose(length -> Deferred.succeeded(length + " letters"))
///         .exceptionally(failure -> "no word came: " + failure.getMessage())
///         .thenAccept(IO::println);
///     word.succeed("chariot");
/// }
/// ```
///
/// In a coroutine ([dev.triga.reactor.Reactor#async]) the same reads from top to bottom, with
/// [dev.triga.async.Await#await]. This one prints `ready` after ten milliseconds, and ends:
///
/// ```java
/// import static dev.triga.async.Await.await;
///
/// import module dev.triga.reactor;
///
/// void main() {
///   try (var reactor = Reactor.open()) {
///     var later = new Deferred<String>(reactor);
///     reactor.schedule(Duration.ofMillis(10), () -> later.succeed("ready"));
///     reactor.async(() -> {
///       IO.println(await(later));
///       return reactor.stop();
///     });
///     reactor.run();
///   }
/// }
/// ```
///
/// The tools beside it are made of it, and each says which thread may use it and what limits it
/// has:
/// - one at a time, or so many: [dev.triga.async.DeferredLock],
///   [dev.triga.async.DeferredSemaphore], [dev.triga.async.Concurrently];
/// - from one who makes to one who takes: [dev.triga.async.DeferredQueue];
/// - again and again: [dev.triga.async.LoopingCall], and [dev.triga.async.Backoff] after failures;
/// - long work in small steps: [dev.triga.async.Cooperator];
/// - telling others: [dev.triga.async.Event], [dev.triga.async.OneTimeEvent].
@NullMarked
package dev.triga.async;

import org.jspecify.annotations.NullMarked;
