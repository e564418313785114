package dev.triga.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The tables of `docs/coming-from.md` end in a column of our names; each has to exist.
class ComingFromTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*(?:\\.\\w+)*)[^`]*`");

  @Test
  void eachOfOurNamesExists() {
    SourceTree tree = SourceTree.ofThisBuild();
    Set<String> declared =
        Declarations.of(tree.java().filter(SourceFile::isMain).toList()).stream()
            .map(Declaration::toString)
            .collect(Collectors.toSet());
    SourceFile document =
        tree.files().stream()
            .filter(file -> file.name().equals("docs/coming-from.md"))
            .findFirst()
            .orElseThrow();

    List<Finding> findings = new ArrayList<>();
    int names = 0;
    List<String> lines = document.lines();
    for (int i = 0; i < lines.size(); i++) {
      for (String name : ours(lines.get(i))) {
        names++;
        if (!declared.contains(name)) {
          findings.add(
              document.finding(i + 1, name + " does not exist: name what does, or drop it"));
        }
      }
    }
    Finding.assertNone(findings);
    assertThat(names).as("names found in the tables").isPositive();
  }

  /// The names in the last column of a table's row: a type, or a type and a method.
  private static List<String> ours(String line) {
    String row = line.strip();
    if (!row.startsWith("|") || !row.endsWith("|")) {
      return List.of();
    }
    String last = row.substring(row.lastIndexOf('|', row.length() - 2) + 1, row.length() - 1);
    return NAME.matcher(last).results().map(match -> match.group(1)).toList();
  }
}
