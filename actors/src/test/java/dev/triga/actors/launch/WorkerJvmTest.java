package dev.triga.actors.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// With what a worker's JVM is started.
class WorkerJvmTest {
  private static final Jvm OURS =
      new Jvm(
          Path.of("jdk", "bin", "java"),
          List.of(
              "-Dfoo=a b",
              "-Xmx8g",
              "-XX:+UseZGC",
              "-agentlib:jdwp=transport=dt_socket,server=y",
              "--add-opens=java.base/java.lang=dev.triga.reactor",
              "-XX:AOTCache=x.aot"),
          "classes:lib/a.jar",
          "");

  @Test
  void whatMeansOneProcessIsNotInherited() {
    var command = WorkerJvm.DEFAULT.command(OURS, List.of(), WorkerJvmTest.class);
    assertThat(command)
        .startsWith(
            "jdk/bin/java", "-Dfoo=a b", "--add-opens=java.base/java.lang=dev.triga.reactor")
        .endsWith("-cp", "classes:lib/a.jar", WorkerJvmTest.class.getName())
        .contains("-XX:+UseSerialGC")
        .doesNotContain("-Xmx8g", "-XX:+UseZGC", "-XX:AOTCache=x.aot")
        .noneMatch(option -> option.contains("jdwp"));
  }

  @Test
  void itsOwnOptionsComeLastAndMayChooseTheCollector() {
    var jvm = new WorkerJvm(List.of("-XX:+UseParallelGC", "-Dfoo=c"), "64m", true, Map.of());
    var command = jvm.command(OURS, List.of("-XX:AOTCache=y.aot"), WorkerJvmTest.class);
    assertThat(command)
        .contains("-Xmx64m", "-XX:+UseParallelGC")
        .doesNotContain("-XX:+UseSerialGC");
    assertThat(command.indexOf("-Dfoo=c")).isGreaterThan(command.indexOf("-Dfoo=a b"));
  }

  @Test
  void whatIsMeantForTheArbiterAloneDoesNotReachItsWorkers() {
    var environment =
        new WorkerJvm(List.of(), "", true, Map.of("B", "2"))
            .environment(Map.of("A", "1", "NOTIFY_SOCKET", "/run/x", "JAVA_TOOL_OPTIONS", "-Dx"));
    assertThat(environment)
        .containsEntry("A", "1")
        .containsEntry("B", "2")
        .containsEntry("_JAVA_SR_SIGNUM", "40")
        .doesNotContainKeys("NOTIFY_SOCKET", "JAVA_TOOL_OPTIONS");
  }

  @Test
  void optionsCanBeLeftBehind() {
    var jvm = new WorkerJvm(List.of(), "", false, Map.of());
    assertThat(jvm.command(OURS, List.of(), WorkerJvmTest.class)).doesNotContain("-Dfoo=a b");
  }
}
