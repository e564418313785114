package dev.triga.loop;

import org.jspecify.annotations.Nullable;

/// A doubly linked list of calls through the links in the calls themselves: one slot of the wheel.
/// Keeps the order in which calls were appended. Confined to the turn.
final class TimerList {
  /// The number of the slot this list stands for.
  final int slot;

  @Nullable TimerCall first;
  private @Nullable TimerCall last;

  TimerList(int slot) {
    this.slot = slot;
  }

  boolean isEmpty() {
    return first == null;
  }

  void append(TimerCall call) {
    TimerCall before = last;
    call.list = this;
    call.previous = before;
    if (before == null) {
      first = call;
    } else {
      before.next = call;
    }
    last = call;
  }

  void remove(TimerCall call) {
    TimerCall before = call.previous;
    TimerCall after = call.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    call.previous = null;
    call.next = null;
    call.list = null;
  }

  /// Takes the first call out, or answers null when the list is empty.
  @Nullable TimerCall removeFirst() {
    TimerCall call = first;
    if (call != null) {
      remove(call);
    }
    return call;
  }
}
