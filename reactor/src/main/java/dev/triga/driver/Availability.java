package dev.triga.driver;

/// Whether something can be had on this machine.
public sealed interface Availability {
  /// The value for "yes".
  Availability YES = new Available();

  /// It can be had.
  record Available() implements Availability {}

  /// It cannot be had.
  ///
  /// @param reason one sentence for people: what is missing and, where that is possible, how to get
  ///   it
  record Unavailable(String reason) implements Availability {}

  /// Says no, with the reason as one sentence.
  static Availability no(String reason) {
    return new Unavailable(reason);
  }
}
