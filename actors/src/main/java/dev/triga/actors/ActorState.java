package dev.triga.actors;

/// Where in its life an actor is. It only ever goes forward.
public enum ActorState {
  /// Made, known by its id, and not yet begun.
  INITIAL,
  /// Its behaviour is being set up and its start hook runs. Messages wait.
  STARTING,
  /// It takes messages.
  RUNNING,
  /// It takes no more messages; what it has is finished, its children stop, its stopping hook runs.
  STOPPING,
  /// It has ended in order.
  CLOSED,
  /// It has ended without finishing: killed, lost, failed to start, or not done in time.
  TERMINATED;

  /// Whether it has ended, one way or the other.
  public boolean isOver() {
    return compareTo(CLOSED) >= 0;
  }

  /// Whether it has begun to stop, or has ended.
  public boolean isAfterRunning() {
    return compareTo(RUNNING) > 0;
  }
}
