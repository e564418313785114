package dev.triga.loop;

import dev.triga.async.Deferred;
import dev.triga.reactor.ReactorStoppedException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The coroutines of a reactor: which one has the turn, and all that have begun and not ended.
///
/// [#start] and [#count()] are for any thread, the rest needs the turn.
final class Coroutines {
  private final EventLoop loop;
  private final String carrierSetting = System.getProperty(CoroutineCarrier.PROPERTY, "");
  private final String threadName;
  private volatile @Nullable CoroutineCarrier carrier;

  private @Nullable Coroutine running;
  private @Nullable Coroutine first;

  /// Written on the turn only, and therefore without the fences that a counter of many writers
  /// needs.
  private final AtomicInteger count = new AtomicInteger();

  private volatile boolean isEnding;
  private @Nullable Deferred<String> allEnded;

  Coroutines(EventLoop loop) {
    this.loop = loop;
    this.threadName = loop.name() + " coroutine";
  }

  /// Makes a coroutine of a function, which gets the turn soon.
  <T extends @Nullable Object> Deferred<T> start(Callable<? extends T> function) {
    if (isEnding) {
      throw stopped("a coroutine");
    }
    var result = new CoroutineResult<T>(loop);
    var coroutine = carrier().coroutine(loop, result, function, threadName);
    result.isOf(coroutine);
    coroutine.resume();
    return result;
  }

  private CoroutineCarrier carrier() {
    var chosen = carrier;
    if (chosen == null) {
      chosen = CoroutineCarrier.of(carrierSetting);
      carrier = chosen;
    }
    return chosen;
  }

  /// The one that has the turn, null while the loop itself has it.
  @Nullable Coroutine running() {
    return running;
  }

  /// How many have begun and not ended.
  int count() {
    return count.get();
  }

  /// Gives the turn to a coroutine's thread.
  ///
  /// @return the thread to give it back to
  Thread enter(Coroutine coroutine) {
    running = coroutine;
    loop.handTurnTo(coroutine.thread());
    return Thread.currentThread();
  }

  void exit(Thread before) {
    running = null;
    loop.handTurnTo(before);
  }

  void add(Coroutine coroutine) {
    coroutine.following = first;
    if (first != null) {
      first.previous = coroutine;
    }
    first = coroutine;
    count.setRelease(count.getPlain() + 1);
  }

  void remove(Coroutine coroutine) {
    var before = coroutine.previous;
    var after = coroutine.following;
    if (before == null) {
      first = after;
    } else {
      before.following = after;
    }
    if (after != null) {
      after.previous = before;
    }
    coroutine.previous = null;
    coroutine.following = null;
    count.setRelease(count.getPlain() - 1);
    if (count.getPlain() == 0 && allEnded != null) {
      allEnded.succeed("ended");
    }
  }

  // The end of the reactor.

  /// Whether nothing comes any more that could be awaited.
  boolean isEnding() {
    return isEnding;
  }

  ReactorStoppedException stopped(String what) {
    return new ReactorStoppedException(what, loop.name());
  }

  /// Cancels all; they may await further things in order to clean up.
  ///
  /// @return ends when they have
  CompletionStage<?> cancelAll() {
    var ended = new Deferred<String>(loop);
    allEnded = ended;
    if (count() == 0) {
      ended.succeed("ended");
    }
    for (var coroutine = first; coroutine != null; coroutine = coroutine.following) {
      coroutine.cancel(stopped("what a coroutine awaits"));
    }
    return ended;
  }

  /// Has all that are left run to their end, without awaiting anything.
  void end() {
    isEnding = true;
    if (count() > 0) {
      loop.log()
          .warning(
              count()
                  + " coroutines have not ended in time and cannot await anything any more, such as"
                  + " "
                  + first);
    }
    for (var coroutine = first; coroutine != null; coroutine = coroutine.following) {
      loop.ready(coroutine);
    }
  }

  /// How many there are and what carries them, for the reactor's dump.
  String describe() {
    var chosen = carrier;
    if (chosen == null) {
      return "0";
    }
    return count()
        + (chosen == CoroutineCarrier.LOOP ? " on the loop" : " on threads of their own");
  }
}
