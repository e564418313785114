package dev.triga.service;

import dev.triga.reactor.Trigger;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A service from two functions.
record NamedService(String name, Trigger starting, Trigger stopping) implements Service {
  NamedService {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(starting, "start");
    Objects.requireNonNull(stopping, "stop");
  }

  @Override
  public @Nullable CompletionStage<?> start() throws Exception {
    return starting.fire();
  }

  @Override
  public @Nullable CompletionStage<?> stop() throws Exception {
    return stopping.fire();
  }
}
