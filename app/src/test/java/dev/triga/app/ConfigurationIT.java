package dev.triga.app;

import static dev.triga.app.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// A server reads its settings, and at HUP reads them again.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ConfigurationIT {
  @TempDir private Path folder = Path.of("");

  private static boolean has(Path log, String text) {
    try {
      return Files.readString(log).contains(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aGoodFileIsTakenAtHupAndABadOneIsNot() throws Exception {
    Path log = folder.resolve("log");
    Path file = folder.resolve("triga.toml");
    String common = "bind = 'tcp:127.0.0.1:0'\nlog-file = '" + log + "'\nlog-level = 'info'\n";
    Files.writeString(file, common + "workers = 1\nreload = true\n");
    try (Launched server = Launched.triga("http", "--config", file.toString()).untilReady()) {
      await("one worker", () -> server.workers().size() == 1);
      Files.writeString(file, common + "workers = 2\nbacklog = 7\n");
      server.signal("HUP");
      await("two workers", () -> server.workers().size() == 2);
      assertThat(has(log, "backlog stays as it is")).isTrue();
      Files.writeString(file, common + "workers = 'many'\n");
      server.signal("HUP");
      String place = file + ":4: workers is a string";
      await("a line about the mistake", () -> has(log, place));
      assertThat(has(log, "everything stays as it is")).isTrue();
      // A third one may be on its way out, because --reload has seen the same file.
      await("still two workers", () -> server.workers().size() == 2);
      // --reload looks by itself.
      Files.writeString(file, common + "workers = 1\n");
      await("one worker again", () -> server.workers().size() == 1);
      server.signal("TERM");
      server.endsInOrder();
    }
  }
}
