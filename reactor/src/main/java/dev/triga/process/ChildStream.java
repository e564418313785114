package dev.triga.process;

/// A descriptor that a child begins with, and which way its bytes go.
///
/// @param number the descriptor
/// @param isInput whether the child reads it
record ChildStream(int number, boolean isInput) {
  /// The three that every program begins with.
  static final ChildStream INPUT = new ChildStream(0, true);

  static final ChildStream OUTPUT = new ChildStream(1, false);
  static final ChildStream ERROR = new ChildStream(2, false);

  /// Whether a program has it by convention.
  boolean isStandard() {
    return number <= ERROR.number;
  }

  /// What people call it.
  @Override
  public String toString() {
    return switch (number) {
      case 0 -> "standard input";
      case 1 -> "standard output";
      case 2 -> "standard error";
      default -> "descriptor " + number;
    };
  }
}
