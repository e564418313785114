package dev.triga.app;

import static dev.triga.app.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// Changes that a server is asked for and that fail, or that come at the wrong moment.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ServerChangesIT {
  /// Within this, workers that are wrongly started or stopped would be.
  private static final Duration CALM = Duration.ofMillis(1_500);

  @TempDir private Path folder = Path.of("");

  private Path log() {
    return folder.resolve("log");
  }

  /// How often the log says something.
  private long said(String text) {
    try {
      return Files.exists(log())
          ? Files.readString(log()).lines().filter(line -> line.contains(text)).count()
          : 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path config(int workers) throws IOException {
    Path file = folder.resolve("triga.toml");
    Files.writeString(
        file,
        "bind = 'tcp:127.0.0.1:0'\nlog-file = '%s'\nlog-level = 'info'\nworkers = %d\n"
            .formatted(log(), workers));
    return file;
  }

  private void reloadsInVain(Launched server) throws Exception {
    long before = said("HUP: ");
    server.signal("HUP");
    // The first line says that everything is read, the second one that it has failed.
    await("the failure of the reload", () -> said("HUP: ") == before + 2);
  }

  private static void staysAt(Launched server, int workers) {
    await("as many workers as before", () -> server.workers().size() == workers);
    LockSupport.parkNanos(CALM.toNanos());
    assertThat(server.workers()).hasSize(workers);
  }

  @Test
  void aReloadThatFailsLeavesTheNumberOfWorkersAsItWas() throws Exception {
    var source = new HttpSource(folder).good();
    try (var server =
        Launched.triga("http", source.toString(), "--config", config(2).toString()).untilReady()) {
      source.bad();
      config(1);
      reloadsInVain(server);
      staysAt(server, 2);
      config(3);
      reloadsInVain(server);
      staysAt(server, 2);
      assertThat(said("MemberFailure")).isZero();
      assertThat(said("member 0")).isZero();

      source.good();
      config(2);
      var before = server.workerPids();
      server.signal("HUP");
      await(
          "two others",
          () -> server.workerPids().stream().filter(p -> !before.contains(p)).count() == 2);
      staysAt(server, 2);
      config(1);
      server.signal("HUP");
      staysAt(server, 1);
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  @Test
  void aReloadThatFailsLeavesAServerWhoseWorkersHaveRetiredAsItWas() throws Exception {
    var source = new HttpSource(folder).good();
    try (var server =
        Launched.triga("http", source.toString(), "--config", config(2).toString()).untilReady()) {
      server.signal("WINCH");
      await("no workers", () -> server.workers().isEmpty());
      source.bad();
      reloadsInVain(server);
      assertThat(said("3 new workers in a row did not start")).isEqualTo(1);
      staysAt(server, 0);
      source.good();
      server.signal("HUP");
      await("those that had retired", () -> server.workers().size() == 2);
      server.signal("TERM");
      server.endsInOrder();
    }
  }

  @Test
  void workersThatDoNotStartAreOneLineAtTheFirstStart() throws Exception {
    var source = new HttpSource(folder).bad();
    try (var server = Launched.triga("http", source.toString(), "--config", config(1).toString())) {
      assertThat(server.line()).startsWith("listening on ");
      assertThat(server.end()).isEqualTo(4);
      assertThat(said("the workers do not start: ")).isEqualTo(1);
      assertThat(said("unobserved failure")).isZero();
    }
  }

  @Test
  void aReloadDuringTheStartStillEndsInReady() throws Exception {
    try (var server = Launched.triga("http", "--config", config(2).toString())) {
      assertThat(server.line()).startsWith("listening on ");
      await(
          "a reload that began before the workers served",
          () -> {
            try {
              server.signal("HUP");
            } catch (IOException | InterruptedException e) {
              throw new AssertionError(e);
            }
            return said("the workers are replaced") > 0;
          });
      server.untilReady();
      server.signal("TERM");
      server.endsInOrder();
    }
  }
}
