package dev.triga.benchmarks.start;

/// Starts of one kind, one after the other. For one thread.
public interface Starts extends AutoCloseable {
  /// Starts one, looks at it, and ends it.
  ///
  /// @throws dev.triga.benchmarks.harness.Unavailable if it does not start
  Start next();

  /// Ends whatever this has begun.
  @Override
  void close();
}
