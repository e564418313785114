package dev.triga.benchmarks.harness;

/// Something cannot be measured on this machine. The message is the reason that the table shows.
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// With the reason, in one line.
  public Unavailable(String reason) {
    super(reason);
  }
}
