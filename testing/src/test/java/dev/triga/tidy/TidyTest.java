package dev.triga.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules of the house that hold for every file.
class TidyTest {
  private static final int LINES_MEDIAN_MAX = 120;
  private static final int LINES_P90_MAX = 400;
  private static final int LINES_MAX = 700;

  /// Files that may be longer, each with its reason beside it.
  private static final Set<String> LONGER = Set.of();

  private static final Pattern NULL_MARKED = Pattern.compile("@[\\w.]*\\bNullMarked\\b");

  private static final SourceTree TREE = SourceTree.ofThisBuild();

  @Test
  void everyJavaFileIsFormatted() {
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    Finding.assertNone(
        TREE.java()
            .parallel()
            .filter(file -> !isFormatted(formatter, file))
            .map(file -> file.finding(0, "is not formatted: run ./triga format"))
            .toList());
  }

  private static boolean isFormatted(Formatter formatter, SourceFile file) {
    try {
      String imports = RemoveUnusedImports.removeUnusedImports(file.text());
      String ordered = ImportOrderer.reorderImports(imports, JavaFormatterOptions.Style.GOOGLE);
      return formatter.formatSource(ordered).equals(file.text());
    } catch (FormatterException e) {
      throw new AssertionError("The formatter cannot read " + file.name(), e);
    }
  }

  @Test
  void filesAreSmall() {
    List<Finding> findings = new ArrayList<>();
    TREE.java()
        .filter(file -> file.lines().size() > LINES_MAX && !LONGER.contains(file.name()))
        .map(file ->
            file.finding(
                LINES_MAX + 1,
                "has %d lines, at most %d: move a part with a name of its own out"
                    .formatted(file.lines().size(), LINES_MAX)))
        .forEach(findings::add);
    Finding.assertNone(findings);

    List<Integer> lines =
        TREE.java().filter(SourceFile::isMain).map(file -> file.lines().size()).sorted().toList();
    assertThat(lines.get(lines.size() / 2)).as("median").isLessThanOrEqualTo(LINES_MEDIAN_MAX);
    assertThat(lines.get(lines.size() * 9 / 10)).as("p90").isLessThanOrEqualTo(LINES_P90_MAX);
  }

  @Test
  void nothingBannedStandsAnywhere() {
    List<BannedText> rules = BannedText.table();
    Finding.assertNone(
        TREE.files().stream()
            .flatMap(file -> rules.stream().flatMap(rule -> rule.findings(file).stream()))
            .toList());
  }

  @Test
  void modulesKeepTheirArrows() {
    Finding.assertNone(
        TREE.files().stream().flatMap(file -> ModuleArrows.findings(file).stream()).toList());
  }

  @Test
  void everyPackageIsNullMarked() {
    Stream<SourceFile> oneOfEachPackage =
        TREE.java()
            .filter(file -> file.isMain() && !file.name().endsWith("module-info.java"))
            .filter(file -> !TREE.names().contains(packageInfo(file)));
    List<Finding> missing =
        oneOfEachPackage
            .map(file -> file.finding(0, "its package has no package-info.java: write one"))
            .toList();
    List<Finding> unmarked =
        TREE.java()
            .filter(file -> file.isMain() && file.name().endsWith("/package-info.java"))
            .filter(file -> !NULL_MARKED.matcher(file.text()).find())
            .map(file -> file.finding(0, "add @NullMarked"))
            .toList();
    Finding.assertNone(Stream.concat(missing.stream(), unmarked.stream()).toList());
  }

  private static String packageInfo(SourceFile file) {
    return file.name().substring(0, file.name().lastIndexOf('/') + 1) + "package-info.java";
  }

  @Test
  void everyDocumentIsLinkedFromAnother() {
    List<SourceFile> documents =
        TREE.files().stream().filter(file -> file.name().endsWith(".md")).toList();
    Finding.assertNone(
        documents.stream()
            .filter(file -> file.name().startsWith("docs/"))
            .filter(file -> documents.stream().noneMatch(other -> links(other, file)))
            .map(file -> file.finding(0, "no other document links here: link it or delete it"))
            .toList());
  }

  private static boolean links(SourceFile from, SourceFile to) {
    String last = to.name().substring(to.name().lastIndexOf('/') + 1);
    return !from.equals(to) && from.text().contains(last + ")");
  }
}
