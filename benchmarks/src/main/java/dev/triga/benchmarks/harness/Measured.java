package dev.triga.benchmarks.harness;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The windows of all contestants under one load, in the order in which the contestants are listed.
///
/// @param shape the load
/// @param windows by contestant's name; the windows with the same index were measured in turn
/// @param reasons why the contestants that have no windows have none
public record Measured(
    LoadShape shape, Map<String, List<Window>> windows, Map<String, String> reasons) {

  /// Median and range over a contestant's windows; not a number if it has none.
  public Spread spread(String name, ToDoubleFunction<Window> figure) {
    return Spread.of(windows.getOrDefault(name, List.of()).stream().mapToDouble(figure).toArray());
  }

  /// The median of the ratios of two contestants, each ratio from windows that were measured in
  /// turn, so that a change of the machine's speed during the run does not enter it. Not a number
  /// if one is missing.
  public double ratio(String name, String other, ToDoubleFunction<Window> figure) {
    List<Window> ours = windows.getOrDefault(name, List.of());
    List<Window> theirs = windows.getOrDefault(other, List.of());
    return Spread.of(
            IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToDouble(
                    i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)))
                .toArray())
        .median();
  }

  /// The share of a contestant's processor time that it spends outside the kernel, over all
  /// windows.
  public OptionalDouble userShare(String name) {
    List<Window> all = windows.getOrDefault(name, List.of());
    long user = all.stream().mapToLong(Window::userTicks).sum();
    long system = all.stream().mapToLong(Window::systemTicks).sum();
    return user + system == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) user / (user + system));
  }

  /// Microseconds outside the kernel for each operation; not a number if unknown.
  public double userMicros(String name) {
    return spread(name, Window::cpuMicros).median() * userShare(name).orElse(Double.NaN);
  }
}
