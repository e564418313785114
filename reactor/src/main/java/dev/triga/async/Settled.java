package dev.triga.async;

import org.jspecify.annotations.Nullable;

/// How one member of [Deferred#settled] ended. Immutable, for any thread.
///
/// @param <T> the type of the value
public sealed interface Settled<T extends @Nullable Object> {

  /// The member succeeded.
  ///
  /// @param value its value
  record Succeeded<T extends @Nullable Object>(T value) implements Settled<T> {}

  /// The member failed, or was cancelled.
  ///
  /// @param error its failure
  record Failed<T extends @Nullable Object>(Throwable error) implements Settled<T> {}
}
