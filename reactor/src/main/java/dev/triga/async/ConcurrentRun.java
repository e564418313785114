package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One walk over the input of a [Concurrently]. On the turn.
///
/// @param <T> the type of the elements
/// @param <R> the type of their results
/// @param <A> the type of what is made of all results
final class ConcurrentRun<
    T extends @Nullable Object, R extends @Nullable Object, A extends @Nullable Object> {
  private final Turn turn;
  private final int limit;
  private final Iterator<? extends T> input;
  private final Concurrently.Work<? super T, ? extends R> work;
  private final Harvest<R, A> harvest;
  private final Deferred<A> result;
  private final Set<Member> inProgress = new LinkedHashSet<>();
  private int taken;
  private boolean isFilling;

  ConcurrentRun(
      Reactor reactor,
      int limit,
      Iterator<? extends T> input,
      Concurrently.Work<? super T, ? extends R> work,
      Harvest<R, A> harvest) {
    this.turn = (Turn) reactor;
    this.limit = limit;
    this.input = input;
    this.work = Objects.requireNonNull(work, "work");
    this.harvest = harvest;
    this.result = Deferred.named("concurrently", reactor);
  }

  Deferred<A> begin() {
    result.onCancel(this::cancelRest);
    fill();
    return result;
  }

  private void fill() {
    if (isFilling) {
      return;
    }
    isFilling = true;
    try {
      while (!result.isDone() && inProgress.size() < limit && input.hasNext()) {
        beginNext(input.next());
      }
      if (inProgress.isEmpty() && !result.isDone()) {
        result.succeed(harvest.conclusion());
      }
    } catch (Throwable failure) {
      end(failure);
      if (Failures.isFatal(failure)) {
        throw failure;
      }
    } finally {
      isFilling = false;
    }
  }

  private void beginNext(T element) {
    int index = taken++;
    harvest.taken();
    var member = new Member(index);
    inProgress.add(member);
    member.work = Begun.work(turn, () -> work.begin(element), member::ended);
  }

  /// An element whose work is in progress.
  private final class Member {
    private final int index;
    private @Nullable Deferred<R> work;

    Member(int index) {
      this.index = index;
    }

    private void ended(R value, @Nullable Throwable failure) {
      inProgress.remove(this);
      if (result.isDone()) {
        return;
      }
      if (failure == null) {
        harvest.succeeded(index, value);
      } else if (!harvest.failed(index, failure)) {
        end(new MemberFailure(index, failure));
        return;
      }
      fill();
    }
  }

  private void end(Throwable failure) {
    result.fail(failure);
    cancelRest(failure);
  }

  private void cancelRest(Throwable why) {
    for (Member member : List.copyOf(inProgress)) {
      if (member.work != null) {
        member.work.cancel(why);
      }
    }
  }
}
