package dev.triga.process;

/// Which way the bytes of a further pipe to a child go. See [ProcessSpec#withPipe].
public enum PipeDirection {
  /// The child reads what this process writes.
  TO_CHILD,
  /// This process reads what the child writes.
  FROM_CHILD
}
