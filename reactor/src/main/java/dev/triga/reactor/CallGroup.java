package dev.triga.reactor;

import dev.triga.loop.TimerCall;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Scheduled calls that are cancelled together, such as everything one session has planned.
///
/// All methods may be called from any thread, and a group may hold calls of several reactors. A
/// call belongs to a group from the moment it is scheduled with it, also when another thread
/// schedules it, and leaves it when it begins to run or is cancelled; so a group never keeps
/// finished calls alive. A call is in at most one group. The group can be used again after
/// [#cancelAll()].
public final class CallGroup {
  private final String name;

  /// Guarded by itself. Ordered, so that calls are cancelled in the order in which they came.
  private final Set<ScheduledCall> calls = new LinkedHashSet<>();

  /// Makes an empty group.
  ///
  /// @param name what the group is called in logs and dumps
  public CallGroup(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /// What the group is called in logs and dumps.
  ///
  /// @return the name it was made with
  public String name() {
    return name;
  }

  /// Puts a call that is already scheduled into this group.
  ///
  /// @param call a pending call
  /// @return whether it is in the group now; false when it is no longer pending
  /// @throws IllegalStateException if the call is in another group
  public boolean add(ScheduledCall call) {
    TimerCall timer = (TimerCall) Objects.requireNonNull(call, "call");
    if (!timer.join(this)) {
      throw new IllegalStateException(
          timer + " is already in another group; remove it there before adding it to " + name);
    }
    synchronized (calls) {
      calls.add(timer);
    }
    // The call may have begun or been cancelled meanwhile, before it could see that it has a group.
    if (timer.isPending()) {
      return true;
    }
    remove(timer);
    return false;
  }

  /// Takes a call out of this group without cancelling it.
  ///
  /// @param call a call
  /// @return whether it was in this group
  public boolean remove(ScheduledCall call) {
    ((TimerCall) Objects.requireNonNull(call, "call")).leave(this);
    synchronized (calls) {
      return calls.remove(call);
    }
  }

  /// Cancels every call that is in the group now. Calls that are due in the pass that is just
  /// running, but have not begun, are cancelled too; the one that is running is not affected.
  ///
  /// @return how many calls this invocation cancelled
  public int cancelAll() {
    List<ScheduledCall> members;
    synchronized (calls) {
      members = List.copyOf(calls);
      calls.clear();
    }
    int cancelled = 0;
    for (ScheduledCall call : members) {
      if (call.cancel()) {
        cancelled++;
      }
    }
    return cancelled;
  }

  /// How many calls are in the group.
  ///
  /// @return the number at this moment
  public int size() {
    synchronized (calls) {
      return calls.size();
    }
  }

  @Override
  public String toString() {
    return "CallGroup[" + name + ", " + size() + " calls]";
  }
}
