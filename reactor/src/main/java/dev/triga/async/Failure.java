package dev.triga.async;

/// A failed result. Dependents share it, so that a failure travels a chain without garbage.
final class Failure extends Encoded {
  final Throwable error;

  /// Whether nobody needs to be told when no listener takes it: it was asked for by a cancel, or
  /// has been thrown to the loop already.
  final boolean isQuiet;

  Failure(Throwable error, boolean isQuiet) {
    this.error = error;
    this.isQuiet = isQuiet;
  }

  Failure(Throwable error) {
    this(error, false);
  }

  /// Throws any throwable from a place that declares none.
  @SuppressWarnings("unchecked")
  static <X extends Throwable> RuntimeException raise(Throwable error) throws X {
    throw (X) error;
  }
}
