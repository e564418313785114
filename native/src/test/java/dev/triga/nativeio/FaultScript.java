package dev.triga.nativeio;

import dev.triga.nativeio.libc.Faults;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Which of the coming calls fail, one rule for each function; in force until closed. For tests
/// with the tag `faults`, whose JVM was started for it.
public final class FaultScript implements AutoCloseable, Faults.Plan {
  private static final class Rule {
    final String function;
    final int errno;
    int letThrough;
    int left;

    Rule(String function, int errno, int letThrough, int times) {
      this.function = function;
      this.errno = errno;
      this.letThrough = letThrough;
      this.left = times;
    }
  }

  private final List<Rule> rules = new ArrayList<>();
  private int failed;

  /// Nothing fails yet.
  public FaultScript() {
    Faults.follow(this);
  }

  /// Has the next `times` calls of a function fail.
  public FaultScript fail(String function, int errno, int times) {
    return failAfter(0, function, errno, times);
  }

  /// The same after some calls that are made.
  public synchronized FaultScript failAfter(int calls, String function, int errno, int times) {
    rules.add(new Rule(function, errno, calls, times));
    return this;
  }

  /// How many calls have failed by this script.
  public synchronized int failures() {
    return failed;
  }

  @Override
  public synchronized int errno(String function) {
    for (Iterator<Rule> each = rules.iterator(); each.hasNext(); ) {
      Rule rule = each.next();
      if (rule.function.equals(function)) {
        if (rule.letThrough > 0) {
          rule.letThrough--;
          return 0;
        }
        if (--rule.left == 0) {
          each.remove();
        }
        failed++;
        return rule.errno;
      }
    }
    return 0;
  }

  @Override
  public void close() {
    Faults.follow(null);
  }
}
