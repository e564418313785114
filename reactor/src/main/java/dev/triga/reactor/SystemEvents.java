package dev.triga.reactor;

import dev.triga.async.Deferred;

/// Three-phase events: triggers before, during and after.
///
/// When an event is fired its *before* triggers are all called, then everything they returned is
/// waited for, failures like successes; then the *during* triggers in the same way, then the
/// *after* triggers. Each trigger fires once. A trigger that throws or whose stage fails is
/// reported, and the rest goes on. A phase that takes longer than its deadline
/// ([ReactorBuilder#phaseDeadline]) is left, and the log says which triggers did not finish. A
/// trigger added to the phase in progress is called in it.
///
/// Order within a phase: as registered; for [SystemEvent#SHUTDOWN] in reverse, so that what was set
/// up first is torn down last. The reactor's own part of the shutdown, closing ports and
/// connections, comes at the beginning of *during*.
///
/// On the turn only, except that [#fire] is for any thread.
public interface SystemEvents {
  /// Adds a trigger to the phase before `event`.
  Registration before(SystemEvent event, Trigger trigger);

  /// Adds a trigger to the phase during `event`.
  Registration during(SystemEvent event, Trigger trigger);

  /// Adds a trigger to the phase after `event`.
  Registration after(SystemEvent event, Trigger trigger);

  /// Adds a trigger that is done when it returns.
  default Registration before(SystemEvent event, Runnable trigger) {
    return before(event, SystemEvents.asTrigger(trigger));
  }

  /// Adds a trigger that is done when it returns.
  default Registration during(SystemEvent event, Runnable trigger) {
    return during(event, SystemEvents.asTrigger(trigger));
  }

  /// Adds a trigger that is done when it returns.
  default Registration after(SystemEvent event, Runnable trigger) {
    return after(event, SystemEvents.asTrigger(trigger));
  }

  /// Fires an event of one's own; without triggers nothing happens. The result comes after the last
  /// phase.
  ///
  /// @throws IllegalArgumentException for startup and shutdown, which the reactor fires itself
  Deferred<Void> fire(SystemEvent event);

  private static Trigger asTrigger(Runnable trigger) {
    return () -> {
      trigger.run();
      return null;
    };
  }
}
