package dev.triga.async;

/// Checks the numbers that limit something.
final class Limits {
  private Limits() {}

  static int positive(String what, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(what + ": a limit of " + limit + " is less than 1");
    }
    return limit;
  }
}
