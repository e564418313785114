package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A Deferred over many members; its owner is the first owner among them.
///
/// Members may belong to different reactors and so end on different threads at the same time.
abstract sealed class Gathering<T extends @Nullable Object> extends Deferred<T> {
  private final List<Deferred<?>> members;
  private final AtomicReferenceArray<Object> results;
  private final AtomicInteger remaining;
  private final Rest rest;

  private Gathering(List<Deferred<?>> members, Rest rest) {
    super(ownerOf(members), true);
    this.members = members;
    this.results = new AtomicReferenceArray<>(members.size());
    this.remaining = new AtomicInteger(members.size());
    this.rest = rest;
  }

  static List<Deferred<?>> deferreds(Collection<? extends CompletionStage<?>> stages) {
    List<Deferred<?>> members = new ArrayList<>(stages.size());
    for (CompletionStage<?> stage : stages) {
      members.add(Deferred.of(stage));
    }
    return Collections.unmodifiableList(members);
  }

  private static @Nullable Turn ownerOf(List<Deferred<?>> members) {
    for (Deferred<?> member : members) {
      if (member.owner != null) {
        return member.owner;
      }
    }
    return null;
  }

  /// The stored result of the whole if it is known by the end of this member, else null.
  abstract @Nullable Object decidedBy(int index, Object result);

  /// The stored result of the whole when all have ended.
  abstract Object conclusion(List<Object> all);

  /// Begins to listen to the members.
  final Deferred<T> begin() {
    if (members.isEmpty()) {
      settle(conclusion(List.of()), null);
    }
    for (int i = 0; i < members.size(); i++) {
      members.get(i).listen(new Member(this, i), null);
    }
    return this;
  }

  private void ended(int index, Object result) {
    Object decision = decidedBy(index, result);
    if (decision != null) {
      if (settle(decision, null) && rest == Rest.CANCEL) {
        cancelRest();
      }
      return;
    }
    results.set(index, result);
    if (remaining.decrementAndGet() == 0) {
      Object[] all = new Object[results.length()];
      Arrays.setAll(all, results::get);
      settle(conclusion(Arrays.asList(all)), null);
    }
  }

  private void cancelRest() {
    for (Deferred<?> member : members) {
      if (member.isAbandonedBut(this)) {
        member.cancel();
      } else {
        member.forgetDead();
      }
    }
  }

  @Override
  List<Deferred<?>> sources() {
    return members;
  }

  /// Listens to one member.
  private static final class Member extends Stage<@Nullable Object> {
    private final Gathering<?> whole;
    private final int index;

    Member(Gathering<?> whole, int index) {
      super(whole.members.get(index).owner, whole.members.get(index), null);
      this.whole = whole;
      this.index = index;
    }

    @Override
    Deferred<?> target() {
      return whole;
    }

    @Override
    @Nullable Object outcome(Object result) {
      if (!whole.isDone()) {
        whole.ended(index, result);
      }
      return Encoded.NULL;
    }
  }

  /// All values in order, or the first failure.
  static final class All<T extends @Nullable Object> extends Gathering<List<T>> {
    All(List<Deferred<?>> members, Rest rest) {
      super(members, rest);
    }

    @Override
    @Nullable Object decidedBy(int index, Object result) {
      if (!(result instanceof Failure failure)) {
        return null;
      }
      return Failures.isFatal(failure.error)
          ? failure
          : new Failure(new MemberFailure(index, failure.error));
    }

    @Override
    Object conclusion(List<Object> all) {
      List<T> values = new ArrayList<>(all.size());
      for (Object result : all) {
        values.add(Encoded.<T>decode(result));
      }
      return Collections.unmodifiableList(values);
    }

    @Override
    String label() {
      return "all";
    }
  }

  /// How each ended, in order.
  static final class Every<T extends @Nullable Object> extends Gathering<List<Settled<T>>> {
    Every(List<Deferred<?>> members) {
      super(members, Rest.KEEP);
    }

    @Override
    @Nullable Object decidedBy(int index, Object result) {
      return null;
    }

    @Override
    Object conclusion(List<Object> all) {
      List<Settled<T>> ends = new ArrayList<>(all.size());
      for (Object result : all) {
        ends.add(
            result instanceof Failure failure
                ? new Settled.Failed<>(failure.error)
                : new Settled.Succeeded<>(Encoded.<T>decode(result)));
      }
      return Collections.unmodifiableList(ends);
    }

    @Override
    String label() {
      return "settled";
    }
  }

  /// The first value.
  static final class Race<T extends @Nullable Object> extends Gathering<Winner<T>> {
    Race(List<Deferred<?>> members, Rest rest) {
      super(members, rest);
    }

    @Override
    @Nullable Object decidedBy(int index, Object result) {
      return result instanceof Failure ? null : new Winner<>(index, Encoded.<T>decode(result));
    }

    @Override
    Object conclusion(List<Object> all) {
      List<Throwable> failures = new ArrayList<>(all.size());
      for (Object result : all) {
        if (result instanceof Failure failure) {
          failures.add(failure.error);
        }
      }
      return new Failure(new RaceFailure(failures));
    }

    @Override
    String label() {
      return "race";
    }
  }
}
