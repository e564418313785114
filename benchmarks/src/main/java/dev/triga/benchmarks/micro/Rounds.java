package dev.triga.benchmarks.micro;

import dev.triga.benchmarks.harness.ChildJvm;
import dev.triga.benchmarks.harness.Effort;
import dev.triga.benchmarks.harness.Unavailable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Measures probes with JMH in turn, A B C A B C, each time in a fresh JVM. In a quick run there is
/// one round of moments, and only its first probe gets a JVM of its own.
public final class Rounds {
  private static final int FULL_ROUNDS = 5;
  private static final TimeValue FULL_TIME = TimeValue.seconds(3);
  private static final TimeValue QUICK_TIME = TimeValue.milliseconds(50);
  private static final String QUICK_WARM_UP_WAKES = "100";
  private static final String BYTES = "gc.alloc.rate.norm";

  private final boolean quick;
  private final Consumer<String> progress;

  /// Rounds to come.
  ///
  /// @param quick whether the figures may mean nothing
  /// @param progress told what happens, a line each
  public Rounds(boolean quick, Consumer<String> progress) {
    this.quick = quick;
    this.progress = progress;
    // JMH allows one run per machine unless told otherwise; who measures seriously sees to that
    // anyway.
    System.setProperty("jmh.ignoreLock", "true");
  }

  /// Runs all rounds.
  ///
  /// @return what they found; a probe that fails once is out
  public Scores measure(Collection<Probe> probes) {
    var scores = new LinkedHashMap<Probe, List<Score>>();
    var reasons = new HashMap<Probe, String>();
    int rounds = quick ? 1 : FULL_ROUNDS;
    for (int round = 1; round <= rounds; round++) {
      for (Probe probe : probes) {
        if (reasons.containsKey(probe)) {
          continue;
        }
        progress.accept(probe.title() + ": round " + round + " of " + rounds);
        boolean fork = !quick || scores.isEmpty();
        try {
          Score score =
              probe.measurement() == TwistedTimers.class
                  ? TwistedTimers.measure(probe, time().convertTo(TimeUnit.MILLISECONDS) / 1e3)
                  : run(probe, fork);
          scores.computeIfAbsent(probe, p -> new ArrayList<>()).add(score);
        } catch (RunnerException e) {
          reasons.put(probe, cause(e));
        } catch (Unavailable e) {
          reasons.put(probe, String.valueOf(e.getMessage()));
        }
        if (reasons.containsKey(probe)) {
          progress.accept(probe.title() + " skipped: " + reasons.get(probe));
        }
      }
    }
    scores.keySet().removeAll(reasons.keySet());
    return new Scores(scores, reasons);
  }

  private Score run(Probe probe, boolean fork) throws RunnerException {
    TimeValue time = time();
    var options =
        new OptionsBuilder()
            .include(probe.pattern())
            .forks(fork ? 1 : 0)
            .warmupIterations(1)
            .warmupTime(time)
            .measurementIterations(1)
            .measurementTime(time)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .jvmArgs(ChildJvm.OPTIONS.toArray(String[]::new));
    if (quick) {
      options.jvmArgsAppend(Effort.QUICK.jvmOptions().toArray(String[]::new));
      options.param(WakeMeasurement.WARM_UP_WAKES, QUICK_WARM_UP_WAKES);
    }
    probe.parameters().forEach(options::param);
    return score(new Runner(options.build()).runSingle());
  }

  private TimeValue time() {
    return quick ? QUICK_TIME : FULL_TIME;
  }

  /// What the measuring code threw, below what JMH wraps around it.
  private static String cause(RunnerException failure) {
    Throwable root = failure;
    while (true) {
      Throwable next = root.getCause();
      if (next == null && root.getSuppressed().length > 0) {
        next = root.getSuppressed()[0];
      }
      if (next == null) {
        return root.toString().strip();
      }
      root = next;
    }
  }

  private static Score score(RunResult result) {
    var counters = new HashMap<String, Double>();
    result
        .getSecondaryResults()
        .forEach(
            (String name,
                @SuppressWarnings("rawtypes")
                Result value) -> counters.put(name, value.getScore()));
    return new Score(
        result.getPrimaryResult().getScore(),
        counters.getOrDefault(BYTES, counters.getOrDefault("·" + BYTES, Double.NaN)),
        counters);
  }
}
