package dev.triga.actors.remote;

import dev.triga.actors.TerminatedFailure;
import dev.triga.actors.Termination;
import dev.triga.async.Deferred;
import dev.triga.async.TimeoutFailure;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The questions of this process that another one has not answered yet, by number. Any thread.
final class Questions {
  private final Reactor keeper;
  private final LongConsumer withdraw;
  private final AtomicLong last = new AtomicLong();
  private final Map<Long, Open> open = new ConcurrentHashMap<>();

  /// A question without an answer.
  ///
  /// @param to the actor that was asked
  /// @param what what was asked, for people
  private record Open(
      Deferred<@Nullable Object> answer, String to, String what, @Nullable ScheduledCall patience) {
    void forget() {
      if (patience != null) {
        patience.cancel();
      }
    }
  }

  /// @param keeper counts time
  /// @param withdraw tells the other process that an answer is not wanted any more
  Questions(Reactor keeper, LongConsumer withdraw) {
    this.keeper = keeper;
    this.withdraw = withdraw;
  }

  /// Takes a question down, before it is sent.
  ///
  /// @return its number
  long ask(Deferred<@Nullable Object> answer, String to, String what, Duration timeout) {
    long number = last.incrementAndGet();
    open.put(number, new Open(answer, to, what, patience(number, timeout)));
    answer.onCancel(
        why -> {
          var taken = open.remove(number);
          if (taken != null) {
            taken.forget();
            withdraw.accept(number);
          }
        });
    return number;
  }

  private @Nullable ScheduledCall patience(long number, Duration timeout) {
    try {
      return keeper.schedule(timeout, () -> expire(number));
    } catch (ReactorStoppedException e) {
      // Nobody counts time any more; the end of the connection ends the question.
      return null;
    }
  }

  private void expire(long number) {
    var late = open.remove(number);
    if (late != null) {
      withdraw.accept(number);
      late.answer.fail(new TimeoutFailure(late.what + " had no answer in time"));
    }
  }

  /// An answer has come; one that nobody wants any more is dropped.
  void answered(long number, @Nullable Object value) {
    var taken = open.remove(number);
    if (taken != null) {
      taken.forget();
      taken.answer.succeed(value);
    }
  }

  /// A failure has come for an answer.
  void failed(long number, Throwable failure) {
    var taken = open.remove(number);
    if (taken != null) {
      taken.forget();
      taken.answer.fail(failure);
    }
  }

  /// An actor has ended: what was asked of it has no answer.
  ///
  /// @param to the actor, or null for all of that process
  void ended(@Nullable String to, Termination termination) {
    for (var entry : List.copyOf(open.entrySet())) {
      if ((to == null || entry.getValue().to.equals(to)) && open.remove(entry.getKey()) != null) {
        entry.getValue().forget();
        entry.getValue().answer.fail(new TerminatedFailure(entry.getValue().what, termination));
      }
    }
  }

  /// How many there are.
  int count() {
    return open.size();
  }
}
