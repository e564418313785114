package dev.triga.loop;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The triggers of one event that have not been called, by phase. On the turn.
final class TriggerLists {
  private final Map<EventPhase, ArrayDeque<EventTrigger>> lists = new EnumMap<>(EventPhase.class);
  private final boolean isReverse;

  /// @param isReverse whether the trigger that was added last is called first
  TriggerLists(boolean isReverse) {
    this.isReverse = isReverse;
    for (EventPhase phase : EventPhase.values()) {
      lists.put(phase, new ArrayDeque<>());
    }
  }

  void add(EventTrigger trigger) {
    of(trigger.phase).addLast(trigger);
  }

  /// Cancels a trigger.
  ///
  /// @return whether it was neither cancelled nor called before
  boolean cancel(EventTrigger trigger) {
    return trigger.use() && of(trigger.phase).remove(trigger);
  }

  /// Takes the next trigger to be called, or null.
  @Nullable EventTrigger take(EventPhase phase) {
    var list = of(phase);
    EventTrigger trigger = isReverse ? list.pollLast() : list.pollFirst();
    if (trigger != null) {
      trigger.use();
    }
    return trigger;
  }

  boolean isEmpty(EventPhase phase) {
    return of(phase).isEmpty();
  }

  boolean isEmpty() {
    return lists.values().stream().allMatch(ArrayDeque::isEmpty);
  }

  private ArrayDeque<EventTrigger> of(EventPhase phase) {
    var list = lists.get(phase);
    if (list == null) {
      throw new IllegalStateException("no list for phase " + phase);
    }
    return list;
  }
}
