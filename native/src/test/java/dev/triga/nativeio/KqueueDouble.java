package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.nativeio.libc.KqueueLibrary;
import java.nio.file.Files;
import java.nio.file.Path;

/// A double of kqueue over epoll, compiled from `src/test/c` when a test first needs it, and loaded
/// as a user would load libkqueue.
public final class KqueueDouble {
  private KqueueDouble() {}

  /// Sees to it that there is a kqueue in this JVM, or skips the test with the reason.
  public static synchronized void require() {
    if (KqueueLibrary.obstacle().isEmpty()) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory("kqueue-double");
      Path library = folder.resolve("libkqueue_double.so");
      try {
        Path source = Path.of(System.getProperty("triga.root"), "native/src/test/c");
        CCompiler.compile(
            source, "-O2", "-shared", "-fPIC", "-o", library.toString(), "kqueue_double.c");
        load(library);
      } finally {
        // What is loaded stays loaded without its file.
        Files.deleteIfExists(library);
        Files.delete(folder);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("the double of kqueue could not be made", e);
    }
  }

  private static void load(Path library) {
    System.setProperty(KqueueLibrary.PROPERTY, library.toString());
    try {
      assertThat(KqueueLibrary.obstacle()).isEmpty();
    } finally {
      System.clearProperty(KqueueLibrary.PROPERTY);
    }
  }
}
