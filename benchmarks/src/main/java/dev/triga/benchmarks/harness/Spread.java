package dev.triga.benchmarks.harness;

import java.util.Arrays;
import java.util.Collection;

/// Median and range of some figures.
///
/// @param median the middle one; the mean of the two middle ones of an even number; not a number if
///   there are none
/// @param lowest the smallest
/// @param highest the largest
public record Spread(double median, double lowest, double highest) {

  /// Of these figures.
  public static Spread of(Collection<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return of(sorted);
  }

  /// Of these figures.
  public static Spread of(double... figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int count = sorted.length;
    if (count == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    return new Spread(median, sorted[0], sorted[count - 1]);
  }
}
