package dev.triga.tidy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;

/// A place in the tree that breaks a rule.
///
/// @param file the path below the root of the tree
/// @param line the line, from 1 on; 0 when the file as a whole is meant
/// @param advice what is wrong and what to do
record Finding(String file, int line, String advice) {

  /// Fails the running test when there is a finding, with one line for each.
  static void assertNone(List<Finding> findings) {
    if (!findings.isEmpty()) {
      Assertions.fail(
          findings.stream().map(Finding::toString).collect(Collectors.joining("\n", "\n", "\n")));
    }
  }

  @Override
  public String toString() {
    return file + (line == 0 ? "" : ":" + line) + ": " + advice;
  }
}
