package dev.triga.benchmarks.micro;

import dev.triga.benchmarks.harness.Spread;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What all rounds found.
///
/// @param byProbe the scores of each probe, one per round; scores with the same index were measured
///   in turn
/// @param reasons why the probes that have no scores failed
public record Scores(Map<Probe, List<Score>> byProbe, Map<Probe, String> reasons) {

  /// Median and range of a figure over the rounds; not a number if the probe was not measured.
  public Spread spread(Probe probe, ToDoubleFunction<Score> figure) {
    return Spread.of(of(probe).stream().mapToDouble(figure).toArray());
  }

  /// The median over the rounds of the ratio of two probes within a round; not a number if one of
  /// them was not measured.
  public double ratio(Probe probe, Probe other, ToDoubleFunction<Score> figure) {
    List<Score> ours = of(probe);
    List<Score> theirs = of(other);
    return Spread.of(
            IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToDouble(
                    i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)))
                .toArray())
        .median();
  }

  /// The ratio to the one of these that does best; not a number if none of them was measured.
  public double ratioToBest(Probe probe, Collection<Probe> others, ToDoubleFunction<Score> figure) {
    return others.stream()
        .mapToDouble(other -> ratio(probe, other, figure))
        .filter(Double::isFinite)
        .max()
        .orElse(Double.NaN);
  }

  private List<Score> of(Probe probe) {
    return byProbe.getOrDefault(probe, List.of());
  }
}
