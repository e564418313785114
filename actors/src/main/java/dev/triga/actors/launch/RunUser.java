package dev.triga.actors.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/// A user of this machine, as the file system sees one. Any thread.
///
/// @param principal the name
/// @param number the number
public record RunUser(UserPrincipal principal, long number) {
  /// Where everybody may write.
  public static final Path TEMPORARY_FOLDER = Path.of(System.getProperty("java.io.tmpdir"));

  /// Who we are: whoever owns a file that we make.
  ///
  /// @throws UncheckedIOException if we cannot make one
  public static RunUser ofThisProcess() {
    try {
      Path ours = Files.createTempFile(TEMPORARY_FOLDER, "triga", "");
      try {
        return ofFile(ours);
      } finally {
        Files.delete(ours);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + TEMPORARY_FOLDER, e);
    }
  }

  /// Whose a file is.
  ///
  /// @throws IOException if it is not there
  public static RunUser ofFile(Path file) throws IOException {
    return new RunUser(
        Files.getOwner(file), ((Number) Files.getAttribute(file, "unix:uid")).longValue());
  }
}
