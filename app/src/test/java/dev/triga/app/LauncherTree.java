package dev.triga.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A copy of the launcher in a folder with the outline of the source tree, a `mvn` that only makes
/// the runtime folder, and a JDK whose `java` prints its arguments.
final class LauncherTree {
  private static final List<String> MODULES =
      List.of("reactor", "native", "testing", "app", "benchmarks");

  private final Path root;
  private final Map<String, String> environment = new HashMap<>();

  private LauncherTree(Path root) {
    this.root = root;
  }

  /// What a program left behind.
  ///
  /// @param exit its exit code
  /// @param out its standard output
  /// @param err its standard error
  record Run(int exit, String out, String err) {}

  static LauncherTree in(Path root) throws IOException {
    LauncherTree tree = new LauncherTree(root);
    for (String module : MODULES) {
      tree.write(module + "/pom.xml", "<project/>");
      tree.write(module + "/src/main/java/A.java", "class A {}");
      tree.write(module + "/src/test/java/ATest.java", "class ATest {}");
    }
    tree.write("pom.xml", "<project/>");
    Path original = Path.of(System.getProperty("triga.root", "..")).resolve("triga");
    tree.script("triga", Files.readString(original));
    tree.script(
        "bin/mvn",
        """
        #!/bin/sh
        echo build >>"$FAKE_ROOT/builds"
        echo maven says why
        [ "${FAKE_MAVEN_EXIT:-0}" = 0 ] || exit "$FAKE_MAVEN_EXIT"
        for module in app benchmarks; do
          case " $* " in *" $module "*)
            mkdir -p "$FAKE_ROOT/$module/target/runtime"
            : >"$FAKE_ROOT/$module/target/runtime/a.jar"
            : >"$FAKE_ROOT/$module/target/runtime/built" ;;
          esac
        done
        """);
    tree.script(
        "jdk/bin/java",
        """
        #!/bin/sh
        top=${0%/jdk/bin/java}
        for argument; do
          case $argument in
            -XX:AOTMode=record)
              mv "$top/interrupt" "$top/interrupted" 2>/dev/null && exit 143
              ls /dev/fd/ >"$top/descriptors"
              echo record >>"$top/trainings"
              echo ready
              exit ;;
            -XX:AOTCache=*.new) echo made >"${argument#*=}"; exit ;;
          esac
        done
        printf 'java _JAVA_SR_SIGNUM=%s' "${_JAVA_SR_SIGNUM:-}"
        for argument; do printf ' <%s>' "$argument"; done
        echo
        """);
    tree.script("jdk/bin/javac", "#!/bin/sh\n");
    // The launcher polls once a second.
    tree.script("bin/sleep", "#!/bin/sh\nexec /bin/sleep 0.02\n");
    tree.jdkIs("25.0.1");
    // Anything made before the first build is older than it, whatever the clock's grain.
    tree.age();
    return tree;
  }

  void jdkIs(String version) throws IOException {
    write("jdk/release", "JAVA_VERSION=\"" + version + "\"\n");
  }

  LauncherTree with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Path launcher() {
    return root.resolve("triga");
  }

  int builds() throws IOException {
    return Files.readAllLines(root.resolve("builds")).size();
  }

  /// Makes a file newer than the last build.
  void touch(String name) throws IOException {
    FileTime built = Files.getLastModifiedTime(root.resolve("app/target/runtime/built"));
    Files.setLastModifiedTime(
        root.resolve(name), FileTime.from(built.toInstant().plus(Duration.ofSeconds(9))));
  }

  /// The AOT cache of the command.
  Path cache() {
    return root.resolve("app/target/runtime/triga.aot");
  }

  /// Waits until nobody makes an AOT cache.
  ///
  /// @return how often one was begun until then
  int trainings() throws IOException {
    while (Files.exists(sibling(".wanted")) || Files.isSymbolicLink(sibling(".lock"))) {
      LockSupport.parkNanos(5_000_000); // The time limit of the tests ends it.
    }
    Path all = root.resolve("trainings");
    return Files.exists(all) ? Files.readAllLines(all).size() : 0;
  }

  /// Has the next training end as Ctrl-C ends it.
  void interruptsTraining() throws IOException {
    write("interrupt", "");
  }

  /// Waits until that has happened.
  void awaitInterruption() {
    while (!Files.exists(root.resolve("interrupted")) || Files.isSymbolicLink(sibling(".lock"))) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  /// The descriptors with which the last training began.
  List<String> descriptors() throws IOException {
    return Files.readAllLines(root.resolve("descriptors"));
  }

  /// A file beside the AOT cache.
  Path sibling(String ending) {
    return cache().resolveSibling(cache().getFileName() + ending);
  }

  void lockAs(long pid) throws IOException {
    Files.createDirectories(root.resolve("target"));
    Files.createSymbolicLink(root.resolve("target/launcher.lock"), Path.of(Long.toString(pid)));
  }

  List<String> locks() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("target"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("launcher.lock"))
          .toList();
    }
  }

  Run run(String... arguments) throws IOException, InterruptedException {
    return finish(start(arguments));
  }

  Run run(List<String> command) throws IOException, InterruptedException {
    return finish(start(command));
  }

  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(arguments));
    return start(command);
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.getParent().toFile());
    Map<String, String> variables = builder.environment();
    variables.remove("_JAVA_SR_SIGNUM");
    // Who has options makes no cache behind a test that has ended.
    variables.put("TRIGA_JAVA_OPTS", "-Dno-cache");
    variables.put("PATH", root.resolve("bin") + ":" + variables.get("PATH"));
    variables.put("TRIGA_JAVA_HOME", root.resolve("jdk").toString());
    variables.put("FAKE_ROOT", root.toString());
    variables.putAll(environment);
    return builder.start();
  }

  /// Reads what a launcher printed, which is little, and waits for its end.
  static Run finish(Process process) throws IOException, InterruptedException {
    try {
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new AssertionError("The launcher did not end; it said: " + err);
      }
      return new Run(process.exitValue(), out, err);
    } finally {
      process.destroyForcibly();
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  void script(String name, String text) throws IOException {
    write(name, text);
    if (!root.resolve(name).toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + name + " executable");
    }
  }

  private void age() throws IOException {
    FileTime earlier = FileTime.from(Instant.now().minus(Duration.ofSeconds(10)));
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, earlier);
      }
    }
  }
}
