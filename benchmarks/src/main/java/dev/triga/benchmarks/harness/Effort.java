package dev.triga.benchmarks.harness;

/// How long and how often is measured.
///
/// @param windows measured windows of each contestant
/// @param windowSeconds length of one
/// @param warmupSeconds load before a contestant's first window
/// @param rewarmSeconds load before the first window of each further load shape
/// @param rampSeconds load at the start of each window's connections that is not counted
public record Effort(
    int windows,
    double windowSeconds,
    double warmupSeconds,
    double rewarmSeconds,
    double rampSeconds) {

  /// As published figures are measured.
  public static final Effort FULL = new Effort(5, 3, 7, 2, 0.3);

  /// Enough to see that everything works; the figures mean nothing.
  public static final Effort QUICK = new Effort(1, 0.1, 0.05, 0.02, 0.02);
}
