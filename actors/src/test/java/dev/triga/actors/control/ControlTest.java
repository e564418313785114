package dev.triga.actors.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Workers;
import dev.triga.actors.launch.RunDirectory;
import dev.triga.actors.launch.RunUser;
import dev.triga.actors.launch.Secret;
import dev.triga.actors.server.ArbiterClient;
import dev.triga.actors.server.ArbiterClient.Refusal;
import dev.triga.reactor.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What an operator is answered, over the control socket of an arbiter in this process.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(30)
class ControlTest {
  private static final long PID = ProcessHandle.current().pid();

  private final AtomicInteger exitCode = new AtomicInteger(-1);
  private final AtomicInteger replaced = new AtomicInteger();
  private Thread thread;
  private ArbiterClient client;

  @BeforeAll
  void start() throws Exception {
    var runs = new CountDownLatch(1);
    thread =
        Thread.ofPlatform()
            .start(() ->
                exitCode.set(
                    Arbiter.run(
                        new String[0],
                        arbiter -> {
                          arbiter.reactor().log().level(LogLevel.ERROR);
                          var worker =
                              ActorSpec.local("web")
                                  .config("limit", 5)
                                  .onStart(actor -> replaced.incrementAndGet());
                          arbiter
                              .monitor(Workers.threads(2), worker)
                              .ready()
                              .thenRun(runs::countDown);
                        })));
    runs.await();
    client = ArbiterClient.of(PID);
  }

  @AfterAll
  void stopEndsTheArbiterInOrder() throws InterruptedException {
    assertThat(client.ask("stop")).isEqualTo("stopping");
    client.close();
    thread.join();
    assertThat(exitCode).hasValue(0);
    assertThatThrownBy(() -> ArbiterClient.of(PID))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("process " + PID + " is no arbiter");
  }

  private Map<?, ?> info() {
    return (Map<?, ?>) client.ask("info");
  }

  private static Map<?, ?> below(Map<?, ?> info, int index) {
    return (Map<?, ?>) ((List<?>) info.get("actors")).get(index);
  }

  @Test
  void infoIsTheTreeWithTheCostOfEachLoopAndOfTheProcess() {
    var arbiter = info();
    var actor = (Map<?, ?>) arbiter.get("actor");
    assertThat(actor.get("name")).isEqualTo("arbiter");
    assertThat(actor.get("state")).isEqualTo("running");
    assertThat(actor.get("process")).isEqualTo(PID);
    assertThat(((Map<?, ?>) arbiter.get("system")).keySet().toString())
        .contains("cpu-seconds", "heap-used-bytes", "collections");
    if (Files.isDirectory(Path.of("/proc/self/fd"))) {
      assertThat((Long) ((Map<?, ?>) arbiter.get("system")).get("descriptors")).isGreaterThan(3);
      assertThat((Long) ((Map<?, ?>) arbiter.get("system")).get("memory-bytes")).isPositive();
    }
    var worker = below(below(arbiter, 0), 0);
    var loop = (Map<?, ?>) worker.get("loop");
    assertThat((Double) loop.get("queue-delay-ms")).isGreaterThan(0);
    assertThat((Double) loop.get("pass-ms")).isGreaterThan(0);
    assertThat((Long) loop.get("callbacks")).isPositive();
    assertThat((Double) loop.get("cpu-seconds")).isGreaterThan(0);
    assertThat(worker.get("system")).isNull();
  }

  @Test
  void anActorIsFoundByNameAndById() {
    assertThat(client.ask("ping", "web.1")).isEqualTo("pong");
    Object id = ((Map<?, ?>) below(below(info(), 0), 1).get("actor")).get("id");
    assertThat(client.ask("ping", id.toString())).isEqualTo("pong");
    assertThatThrownBy(() -> client.ask("ping", "nobody"))
        .isInstanceOf(Refusal.class)
        .hasMessage("no actor is called 'nobody'");
  }

  @Test
  void workersAreScaledReplacedAndKilled() {
    assertThat(client.ask("scale", "web", "3")).isEqualTo(3L);
    assertThat((List<?>) below(info(), 0).get("actors")).hasSize(3);
    assertThat(client.ask("scale", "web", "2")).isEqualTo(2L);
    int before = replaced.get();
    assertThat(client.ask("reload")).isEqualTo("reloaded");
    assertThat(replaced).hasValueGreaterThanOrEqualTo(before + 2);
    assertThat((String) client.ask("kill", "web.1")).contains("web.1").contains("STOPPED");
    assertThatThrownBy(() -> client.ask("kill", "arbiter")).hasMessageContaining("ask it to stop");
    assertThatThrownBy(() -> client.ask("scale", "mail", "3"))
        .hasMessage("there is no application 'mail'; there is [web]");
  }

  @Test
  void aValueOfTheConfigIsReadAndSet() {
    assertThat(client.ask("config-get", "web.2", "limit")).isEqualTo(5L);
    client.ask("config-set", "web.2", "limit", "7");
    assertThat(client.ask("config-get", "web.2", "limit")).isEqualTo(7L);
    assertThatThrownBy(() -> client.ask("config-get", "web.2", "odd"))
        .hasMessageContaining("has no config 'odd'; it has [limit]");
  }

  @Test
  void whatIsNoActionIsRefusedAndTheConversationGoesOn() {
    assertThatThrownBy(() -> client.ask("dance")).hasMessage("an arbiter does not know 'dance'");
    assertThatThrownBy(() -> client.ask("ping")).hasMessage("'ping' lacks its argument 1");
    assertThat(client.ask("ping", "web")).isEqualTo("pong");
  }

  @Test
  void onlyWhoCanReadTheKeyIsAnswered() throws IOException {
    var us = RunUser.ofThisProcess();
    Path directory =
        RunDirectory.find(
            RunDirectory.places(
                System.getenv().getOrDefault("XDG_RUNTIME_DIR", ""),
                RunUser.TEMPORARY_FOLDER,
                us.number()),
            us.principal(),
            PID);
    Path key = directory.resolve("control.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    Path aside = Files.createTempDirectory("key");
    Secret.fresh().save(aside.resolve("control.key"));
    Files.createSymbolicLink(aside.resolve("control"), directory.resolve("control"));
    try (var wire = ControlWire.connect(aside)) {
      assertThatThrownBy(() -> wire.ask(new ControlRequest("info", List.of())))
          .isInstanceOf(IOException.class);
    }
    for (String each : List.of("control.key", "control")) {
      Files.delete(aside.resolve(each));
    }
    Files.delete(aside);
  }

  @Test
  void aProcessThatIsNoneIsNamed() {
    assertThatThrownBy(() -> ArbiterClient.of(999_999_999))
        .isInstanceOf(Refusal.class)
        .hasMessage("there is no process 999999999");
  }
}
