package dev.triga.loop;

import dev.triga.reactor.Trigger;

/// A trigger in the table. Its state belongs to the turn.
final class EventTrigger {
  final EventPhase phase;
  final Trigger trigger;

  /// What the user gave: a [Trigger], or the [Runnable] inside one.
  final Object given;

  private boolean isUsed;

  EventTrigger(EventPhase phase, Trigger trigger, Object given) {
    this.phase = phase;
    this.trigger = trigger;
    this.given = given;
  }

  /// Takes the right to call it, or to cancel it.
  ///
  /// @return whether the caller is the first
  boolean use() {
    boolean won = !isUsed;
    isUsed = true;
    return won;
  }

  String callbackName() {
    return CallbackName.of(given, null);
  }
}
