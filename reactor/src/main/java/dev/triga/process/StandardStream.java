package dev.triga.process;

/// The three streams that every program begins with.
enum StandardStream {
  /// Descriptor 0.
  INPUT(0, "standard input"),
  /// Descriptor 1.
  OUTPUT(1, "standard output"),
  /// Descriptor 2.
  ERROR(2, "standard error");

  private final int number;
  private final String shown;

  StandardStream(int number, String shown) {
    this.number = number;
    this.shown = shown;
  }

  /// The descriptor.
  int number() {
    return number;
  }

  /// What people call it.
  @Override
  public String toString() {
    return shown;
  }
}
