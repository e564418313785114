package dev.triga.actors.cell;

import dev.triga.actors.Arbiter;
import dev.triga.actors.Monitor;
import dev.triga.actors.control.Operations;
import dev.triga.async.Deferred;
import org.jspecify.annotations.Nullable;

/// What an arbiter does for its operator that has no program around it.
///
/// @param arbiter the arbiter
record OwnOperations(Arbiter arbiter) implements Operations {
  @Override
  public Deferred<@Nullable Void> reload() {
    return Deferred.all(arbiter.monitors().stream().map(Monitor::reload).toList())
        .thenApply(all -> null);
  }

  @Override
  public void stop() {
    arbiter.stop();
  }
}
