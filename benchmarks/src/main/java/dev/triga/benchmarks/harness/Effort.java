package dev.triga.benchmarks.harness;

import java.util.List;

/// How long and how often is measured.
///
/// @param windows measured windows of each contestant
/// @param windowSeconds length of one
/// @param warmupSeconds load before a contestant's first window; zero for none
/// @param rewarmSeconds load before the first window of each further load shape; zero for none
/// @param rampSeconds load at the start of each window's connections that is not counted
/// @param jvmOptions what every JVM is started with besides
public record Effort(
    int windows,
    double windowSeconds,
    double warmupSeconds,
    double rewarmSeconds,
    double rampSeconds,
    List<String> jvmOptions) {

  /// As published figures are measured.
  public static final Effort FULL = new Effort(5, 3, 7, 2, 0.3, List.of());

  /// Enough to see that everything works; the figures mean nothing. A JVM that runs for a second
  /// has nothing of the second compiler, nor of a collector with threads of its own.
  public static final Effort QUICK =
      new Effort(1, 0.05, 0, 0, 0.02, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
}
