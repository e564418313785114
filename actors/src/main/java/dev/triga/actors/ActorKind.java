package dev.triga.actors;

/// Where an actor lives, and so what it takes with it when it fails.
public enum ActorKind {
  /// The actor of the process that was started first: one per process, on its main reactor.
  ARBITER,
  /// A local actor of the arbiter that keeps workers alive.
  MONITOR,
  /// Alone in a process of its own, on the reactor of that process's main thread.
  PROCESS,
  /// On a reactor with a thread of its own in this process.
  THREAD,
  /// On the reactor of the actor that started it: the cheapest kind, and one that must not block.
  LOCAL
}
