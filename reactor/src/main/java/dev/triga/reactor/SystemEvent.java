package dev.triga.reactor;

import org.jspecify.annotations.Nullable;

/// The name of an event that has triggers in three phases.
///
/// @param name not empty
public record SystemEvent(String name) {
  /// Fired when the reactor begins to run.
  public static final SystemEvent STARTUP = new SystemEvent("startup");

  /// Fired when the reactor stops; its triggers run in reverse order of registration.
  public static final SystemEvent SHUTDOWN = new SystemEvent("shutdown");

  /// Checks the name.
  public SystemEvent {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an event needs a name");
    }
  }

  // As the record would have them by itself, but without the twelve classes that the JVM makes up
  // for those when a reactor begins to run.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SystemEvent event && name.equals(event.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// An event of one's own.
  public static SystemEvent of(String name) {
    return new SystemEvent(name);
  }
}
