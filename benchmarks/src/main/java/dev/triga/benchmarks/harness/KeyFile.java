package dev.triga.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A P-256 key and its self-signed certificate in a PKCS #12 file, for servers that are to speak
/// TLS: made by the JDK's `keytool`, in a private folder that [#close()] removes. For one thread.
public final class KeyFile implements AutoCloseable {
  private static final long SECONDS_MAX = 60;
  private static final String NAME = "server.p12";

  private final Path folder;

  private KeyFile(Path folder) {
    this.folder = folder;
  }

  /// Makes one.
  ///
  /// @throws Unavailable if there is no working `keytool`
  public static KeyFile make() {
    try {
      var made = new KeyFile(Files.createTempDirectory("triga-bench-tls"));
      try {
        made.fill();
      } catch (IOException | Unavailable e) {
        made.close();
        throw e;
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("No key for TLS could be made", e);
    }
  }

  /// Where it is.
  public Path path() {
    return folder.resolve(NAME);
  }

  private void fill() throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    // It is over before the second compiler has begun.
                    "-J-XX:TieredStopAtLevel=1",
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    "benchmark",
                    "-keystore",
                    path().toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new Unavailable("keytool took over " + SECONDS_MAX + " s");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while making a key");
    }
    if (process.exitValue() != 0) {
      throw new Unavailable("keytool made no key: exit code " + process.exitValue());
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path());
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("The key in " + folder + " is left behind", e);
    }
  }
}
