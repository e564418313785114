package dev.triga.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The files of this repository: those that Git tracks or would track, or, in a source archive
/// without Git, all but build output.
///
/// @param root the folder of the root POM
/// @param files every text file, by name
record SourceTree(Path root, List<SourceFile> files) {
  private static final Set<String> SKIPPED = Set.of(".git", "target", ".idea", ".vscode");

  /// Reads the tree that the running build belongs to.
  static SourceTree ofThisBuild() {
    Path root = Path.of(System.getProperty("triga.root", "..")).toAbsolutePath().normalize();
    try {
      List<SourceFile> files =
          names(root).sorted().map(name -> SourceFile.read(root, name)).toList();
      return new SourceTree(root, files);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files below " + root, e);
    }
  }

  Stream<SourceFile> java() {
    return files.stream().filter(SourceFile::isJava);
  }

  /// The names of all files.
  Set<String> names() {
    return files.stream().map(SourceFile::name).collect(Collectors.toSet());
  }

  private static Stream<String> names(Path root) throws IOException {
    return Files.exists(root.resolve(".git")) ? trackedNames(root) : allNames(root);
  }

  private static Stream<String> trackedNames(Path root) throws IOException {
    Process git =
        new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
            .directory(root.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Without Git itself, or in a folder that it refuses to trust, nothing was listed.
    return names.isEmpty()
        ? allNames(root)
        : Stream.of(names.split("\0")).distinct().filter(name -> isText(root.resolve(name)));
  }

  private static Stream<String> allNames(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(SourceTree::isText)
          .map(root::relativize)
          .filter(path -> !skipped(path))
          .map(path -> path.toString().replace('\\', '/'))
          .toList()
          .stream();
    }
  }

  private static boolean skipped(Path path) {
    for (Path part : path) {
      if (SKIPPED.contains(part.toString())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isText(Path path) {
    return Files.isRegularFile(path) && !path.toString().matches(".*\\.(png|jpg|ico|p12|jks|bin)");
  }
}
