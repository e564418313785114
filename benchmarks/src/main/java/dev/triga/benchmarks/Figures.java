package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Spread;
import dev.triga.benchmarks.micro.Score;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Medians and ratios of the scores of several rounds.
final class Figures {
  private Figures() {}

  static Spread spread(List<Score> scores, ToDoubleFunction<Score> figure) {
    return Spread.of(scores.stream().mapToDouble(figure).toArray());
  }

  /// The median of the ratios within each round; not a number if one side is missing.
  static double ratio(List<Score> ours, List<Score> theirs, ToDoubleFunction<Score> figure) {
    return Spread.of(
            IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToDouble(
                    i -> figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)))
                .toArray())
        .median();
  }
}
