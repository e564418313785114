package dev.triga.stream;

/// Whether one direction of a connection may end while the other goes on.
public enum HalfClose {
  /// Either direction may end alone; the connection ends with the second.
  BOTH(true, true),
  /// Only what we receive may end alone; when what we send ends, the connection is closed.
  INPUT(true, false),
  /// Only what we send may end alone; when the peer ends its side, the connection is closed.
  OUTPUT(false, true),
  /// The first end closes the connection.
  NONE(false, false);

  private final boolean input;
  private final boolean output;

  HalfClose(boolean input, boolean output) {
    this.input = input;
    this.output = output;
  }

  /// Whether we may go on sending when the peer has ended its side.
  public boolean allowsInput() {
    return input;
  }

  /// Whether we may go on receiving when we have ended our side.
  public boolean allowsOutput() {
    return output;
  }
}
