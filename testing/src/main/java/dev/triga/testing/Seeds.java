package dev.triga.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Runs a test as a [Simulation] under many seeds. A [TrigaTest] that asks for it gets one that
/// knows the test's name.
///
/// ```java
/// @Test
/// void noOrderIsLost(Seeds seeds) {
///   seeds.run(200, sim -> {
///     var shop = new Shop(sim);
///     sim.runFor(Duration.ofMinutes(10));
///     assertEquals(shop.ordered(), shop.delivered());
///   });
/// }
/// ```
///
/// A seed that fails is named together with the command that replays it, and kept in the folder
/// `seeds`, in a file of the test's name: whoever runs the test again begins with the seeds kept
/// there. Commit the file together with the correction, and the seed stays a test for good.
///
/// One seed in [#TWICE_ONE_IN] is run twice: if the two traces differ, chance has crept in that the
/// seed does not decide, and the test fails for that.
public final class Seeds {
  /// The system property that sets how many seeds are run.
  public static final String COUNT_PROPERTY = "triga.seeds";

  /// The system property that sets the first seed; 1 by default.
  public static final String FIRST_PROPERTY = "triga.seeds.first";

  /// The system property that sets the folder of kept seeds; `seeds` in the working folder by
  /// default.
  public static final String FOLDER_PROPERTY = "triga.seeds.folder";

  /// How often a seed is run twice.
  public static final int TWICE_ONE_IN = 64;

  private static final String NIGHTLY_PROPERTY = "triga.nightly";
  private static final int NIGHTLY_FACTOR = 50;

  /// One run.
  @FunctionalInterface
  public interface Run {
    /// Makes hosts, lets time pass, and checks. Everything that it uses is made anew in it.
    ///
    /// @throws Throwable if the run has failed
    void with(Simulation sim) throws Throwable;
  }

  private final String testClass;
  private final String method;
  private final Path folder;

  Seeds(String testClass, String method, Path folder) {
    this.testClass = testClass;
    this.method = method;
    this.folder = folder;
  }

  /// The seeds of a test.
  ///
  /// @param testClass the full name of its class
  public static Seeds of(String testClass, String method) {
    return new Seeds(testClass, method, Path.of(System.getProperty(FOLDER_PROPERTY, "seeds")));
  }

  /// Runs under the seeds that were kept and under `count` more, which the system property
  /// `triga.seeds` overrides; fifty times as many in the nightly profile. With the system property
  /// `triga.seed` it runs under that seed alone.
  ///
  /// @throws AssertionError at the first seed that fails, naming it
  public void run(int count, Run run) {
    if (System.getProperty(Seed.PROPERTY) != null) {
      once(Seed.fresh().value(), run, true);
      return;
    }
    long first = Long.getLong(FIRST_PROPERTY, 1);
    int normally = Boolean.getBoolean(NIGHTLY_PROPERTY) ? NIGHTLY_FACTOR * count : count;
    int wanted = Integer.getInteger(COUNT_PROPERTY, normally);
    Set<Long> seeds = new LinkedHashSet<>(kept());
    for (long seed = first; seed < first + wanted; seed++) {
      seeds.add(seed);
    }
    for (long seed : seeds) {
      long fingerprint = once(seed, run, false);
      if (seed % TWICE_ONE_IN == 0 && once(seed, run, false) != fingerprint) {
        throw failed(seed, new AssertionError("the same seed has given two different runs"));
      }
    }
  }

  private long once(long seed, Run run, boolean alone) {
    try (var sim = Simulation.withSeed(seed)) {
      // Many seeds are run for what they do; one is run again to look at it closely.
      sim.debug(alone);
      run.with(sim);
      return sim.trace().fingerprint();
    } catch (Throwable t) {
      if (t instanceof VirtualMachineError fatal && !(t instanceof StackOverflowError)) {
        throw fatal;
      }
      throw failed(seed, t);
    }
  }

  private AssertionError failed(long seed, Throwable why) {
    var path = keep(seed);
    return new AssertionError(
        "seed "
            + seed
            + " fails: "
            + why.getMessage()
            + "\nreplay it with: "
            + command(seed)
            + "\nkept in: "
            + path,
        why);
  }

  /// The command that runs the test under one seed again.
  ///
  /// @param seed which
  public String command(long seed) {
    var here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    var parent = here.getParent();
    boolean isModule = parent != null && Files.exists(parent.resolve("pom.xml"));
    String simpleName = testClass.substring(testClass.lastIndexOf('.') + 1);
    return "mvn test"
        + (isModule
            ? " -pl " + here.getFileName() + " -am -Dsurefire.failIfNoSpecifiedTests=false"
            : "")
        + " -Dtest='"
        + simpleName
        + "#"
        + method
        + "' -D"
        + Seed.PROPERTY
        + "="
        + seed;
  }

  /// The seeds that were kept, the oldest first.
  public List<Long> kept() {
    var found = new ArrayList<Long>();
    if (Files.exists(file())) {
      for (var line : read()) {
        var text = line.strip();
        if (!text.isEmpty() && !text.startsWith("#")) {
          found.add(number(text));
        }
      }
    }
    return found;
  }

  private List<String> read() {
    try {
      return Files.readAllLines(file());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the kept seeds", e);
    }
  }

  private long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' in " + file() + " is not a seed: one number a line is wanted", e);
    }
  }

  private Path keep(long seed) {
    if (!kept().contains(seed)) {
      try {
        Files.createDirectories(folder);
        Files.writeString(
            file(), seed + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot keep seed " + seed, e);
      }
    }
    return file();
  }

  private Path file() {
    return folder.resolve(testClass + "." + method + ".txt");
  }

  @Override
  public String toString() {
    return "seeds of " + testClass + "." + method;
  }
}
