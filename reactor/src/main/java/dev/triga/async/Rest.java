package dev.triga.async;

/// What becomes of the members that are still pending when the result of the whole is known.
public enum Rest {
  /// They are cancelled, except those that somebody else listens to.
  CANCEL,

  /// They go on; what they end with is dropped, failures included.
  KEEP
}
