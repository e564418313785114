package dev.triga.actors.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With what a worker's JVM is started.
class WorkerJvmTest {
  @TempDir private Path modules = Path.of("");

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
          "",
          "");

  private static List<String> command(WorkerJvm jvm, Jvm ours, String... cache) {
    return jvm.command(ours, jvm.path(ours), List.of(cache), WorkerJvmTest.class);
  }

  @Test
  void whatMeansOneProcessIsNotInherited() {
    var command = command(WorkerJvm.DEFAULT, OURS);
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
    var command = command(jvm, OURS, "-XX:AOTCache=y.aot");
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

  private Jvm modular(String mainModule, String... options) {
    return new Jvm(Path.of("java"), List.of(options), "app.jar", modules.toString(), mainModule);
  }

  @Test
  void jarsOfAModulePathComeOnAClassPathOursFirstAndTheLargeOnesLast() throws IOException {
    Files.write(modules.resolve("a-large.jar"), new byte[2 << 20]);
    Files.write(modules.resolve("b.jar"), new byte[1]);
    Files.write(modules.resolve("c.jar"), new byte[1]);
    Files.write(modules.resolve("triga-reactor.jar"), new byte[1]);
    Files.write(modules.resolve("built"), new byte[0]);
    Files.createDirectory(modules.resolve("metrics"));
    Path exploded = Files.createDirectory(modules.resolve("d"));
    Files.write(exploded.resolve("module-info.class"), new byte[0]);
    var ours =
        modular(
            "dev.triga.app",
            "--module-path=" + modules,
            "--add-modules=dev.triga.nativeio,jdk.net",
            "--enable-native-access=dev.triga.nativeio",
            "--add-opens=java.base/java.lang=dev.triga.reactor",
            "-Djdk.module.main=dev.triga.app");
    String path =
        String.join(
            ":",
            modules.resolve("triga-reactor.jar").toString(),
            modules.resolve("b.jar").toString(),
            modules.resolve("c.jar").toString(),
            exploded.toString(),
            modules.resolve("a-large.jar").toString(),
            "app.jar");
    assertThat(command(WorkerJvm.DEFAULT, ours))
        .contains(
            "--add-modules=jdk.net",
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED")
        .endsWith("-cp", path, WorkerJvmTest.class.getName())
        .noneMatch(option -> option.startsWith("--module-path"))
        .noneMatch(option -> option.startsWith("-Djdk.module.main"));
  }

  @Test
  void aProgramThatIsAModuleOfItsOwnStaysOne() {
    String path = "--module-path=" + modules;
    assertThat(command(WorkerJvm.DEFAULT, modular("com.example.shop", path)))
        .contains(path, "--add-modules=com.example.shop", "app.jar");
    assertThat(command(WorkerJvm.DEFAULT, modular("", path, "--patch-module=a=b")))
        .contains(path, "--patch-module=a=b", "app.jar");
  }

  @Test
  void optionsCanBeLeftBehind() {
    var jvm = new WorkerJvm(List.of(), "", false, Map.of());
    assertThat(command(jvm, OURS)).doesNotContain("-Dfoo=a b");
  }
}
