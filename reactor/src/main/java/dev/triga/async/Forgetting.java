package dev.triga.async;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a long-lived Deferred forgets dependents that ended before it, such as time-outs that were
/// cancelled: counted on top of the list, which is rebuilt when more than half of it is dead.
///
/// Counting looks at what was added since the last count only, so each listener costs a constant.
/// The list itself is never changed in place: others may be reading it.
final class Forgetting {
  private static final int DEAD_BEFORE_REBUILD = 16;

  private Forgetting() {}

  /// The list with one more dead listener in it counted, or without the dead ones.
  static @Nullable Object oneMoreDead(Stage<?> head) {
    int total = 0;
    Stage<?> stage = head;
    while (stage != null && !(stage instanceof Aside.Fallen)) {
      total++;
      stage = stage.following();
    }
    int dead = 1;
    if (stage instanceof Aside.Fallen earlier) {
      total += earlier.total;
      dead += earlier.dead;
    }
    if (dead > DEAD_BEFORE_REBUILD && dead > total / 2) {
      return withoutDead(head);
    }
    return new Aside.Fallen(total, dead, head instanceof Aside.Fallen ? head.next : head);
  }

  private static @Nullable Object withoutDead(Stage<?> head) {
    List<Stage<?>> kept = new ArrayList<>();
    Object behind = head;
    while (behind instanceof Stage<?> stage) {
      if (stage instanceof Aside || stage.isLive()) {
        kept.add(stage);
      }
      behind = stage.next;
    }
    Object rebuilt = behind;
    for (Stage<?> stage : kept.reversed()) {
      rebuilt =
          stage instanceof Aside aside ? aside.above(rebuilt) : new Aside.Link(stage, rebuilt);
    }
    return rebuilt;
  }
}
