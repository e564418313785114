package dev.triga.http;

import dev.triga.loop.Failures;

/// What must reach the loop, whoever calls.
final class Fatal {
  private Fatal() {}

  /// Throws it on if it is one of these.
  static void raise(Throwable thrown) {
    if (Failures.isFatal(thrown)) {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) thrown;
    }
  }
}
