package dev.triga.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// One text file of the tree.
///
/// @param root the root of the tree
/// @param name the path below the root, with slashes
/// @param text what the file says
record SourceFile(Path root, String name, String text) {

  static SourceFile read(Path root, String name) {
    try {
      return new SourceFile(root, name, Files.readString(root.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name + " as UTF-8 text", e);
    }
  }

  boolean isJava() {
    return name.endsWith(".java");
  }

  /// True for what is shipped, as opposed to tests.
  boolean isMain() {
    return name.contains("/src/main/");
  }

  /// The folder of the Maven module, or the empty string at the root.
  String module() {
    int slash = name.indexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  Path path() {
    return root.resolve(name);
  }

  List<String> lines() {
    return text.lines().toList();
  }

  Finding finding(int line, String advice) {
    return new Finding(name, line, advice);
  }
}
