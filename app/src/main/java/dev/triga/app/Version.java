package dev.triga.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/// Which Triga this is, and on which Java it runs; what `triga --version` prints.
final class Version implements IVersionProvider {
  /// One line, such as `triga 1.0.0 (Java 25.0.1)`.
  @Override
  public String[] getVersion() {
    return new String[] {"triga " + number() + " (Java " + Runtime.version() + ")"};
  }

  /// The build writes the number of the release next to this class.
  static String number() {
    try (InputStream in = Version.class.getResourceAsStream("version")) {
      if (in == null) {
        throw new IllegalStateException("The build left out the resource dev/triga/app/version");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the resource dev/triga/app/version", e);
    }
  }
}
