package dev.triga.benchmarks.start;

import java.time.Duration;

/// Starts of one kind, one after the other. For one thread.
public interface Starts extends AutoCloseable {
  /// Starts one, looks at it, and ends it.
  ///
  /// @param rest after which its memory is looked at
  /// @throws dev.triga.benchmarks.harness.Unavailable if it does not start
  Start next(Duration rest);

  /// Ends whatever this has begun.
  @Override
  void close();
}
