package dev.triga.tidy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One row of `banned.tsv`.
///
/// @param files which files it speaks of
/// @param codeOnly whether comments and literals do not count
/// @param pattern what may not stand there
/// @param instead what to do
record BannedText(PathMatcher files, boolean codeOnly, Pattern pattern, String instead) {
  private static final String TABLE = "banned.tsv";

  static List<BannedText> table() {
    try (InputStream in = BannedText.class.getResourceAsStream(TABLE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(BannedText::row)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + TABLE, e);
    }
  }

  private static BannedText row(String line) {
    String[] columns = line.split("\t");
    return new BannedText(
        FileSystems.getDefault().getPathMatcher("glob:" + columns[0]),
        columns[1].equals("code"),
        Pattern.compile(columns[2]),
        columns[3]);
  }

  /// Where a file breaks this rule. The table itself has to say what it forbids.
  List<Finding> findings(SourceFile file) {
    List<Finding> findings = new ArrayList<>();
    if (!files.matches(Path.of(file.name())) || file.name().endsWith(TABLE)) {
      return findings;
    }
    String text = codeOnly ? JavaText.code(file.text()) : file.text();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      var match = pattern.matcher(line);
      if (match.find()) {
        findings.add(file.finding(number, "\"" + match.group().strip() + "\": " + instead));
      }
    }
    return findings;
  }
}
