package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a tree of its own, where Maven and the JDK are scripts that say how they were
/// called.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class LauncherTest {
  @TempDir private Path temporary;
  private LauncherTree tree;

  @BeforeEach
  void makeTheTree() throws IOException {
    tree = LauncherTree.in(temporary.resolve("with space"));
  }

  @Test
  void theProgramHasStandardOutputToItself() throws Exception {
    var run = tree.run("reactors", "a  b");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("java ").endsWith(" <reactors> <a  b>\n");
    assertThat(run.err()).isEqualTo("triga: building app ...\n");
  }

  @Test
  void theJvmGetsWhatTrigaNeeds() throws Exception {
    String command = tree.run("reactors").out();
    assertThat(command)
        .contains("<--enable-native-access=dev.triga.nativeio>")
        .contains("<--add-opens=java.base/java.lang=dev.triga.reactor>")
        .contains("<-Xlog:disable> <-Xlog:all=warning:stderr>")
        .contains("<-Xlog:aot=off:stderr> <-Xlog:cds=off:stderr>")
        .contains("<-m> <dev.triga.app/dev.triga.app.Main>")
        .contains("/with space/app/target/runtime>");
    if (System.getProperty("os.name").equals("Linux")) {
      assertThat(command).contains("_JAVA_SR_SIGNUM=40 ");
    }
  }

  @Test
  void javaOptionsOfTheUserComeAfterOurs() throws Exception {
    String command = tree.with("TRIGA_JAVA_OPTS", "-Xmx64m  -Da=*").run("reactors").out();
    assertThat(command).contains("<-Xlog:cds=off:stderr> <-Xmx64m> <-Da=*> <--module-path>");
  }

  @Test
  void whoHasBuiltLeavesACacheForTheNextStart() throws Exception {
    tree.with("TRIGA_JAVA_OPTS", "");
    assertThat(tree.run("reactors").out()).doesNotContain("AOTCache");
    assertThat(tree.trainings()).isEqualTo(1);
    assertThat(tree.run("reactors").out()).contains("<-XX:AOTCache=" + tree.cache() + ">");
    assertThat(tree.trainings()).isEqualTo(1);
  }

  @Test
  void aCacheOfOtherJarsIsLeftAsideAndMadeAnew() throws Exception {
    tree.with("TRIGA_JAVA_OPTS", "").run("reactors");
    assertThat(tree.trainings()).isEqualTo(1);
    tree.touch("app/target/runtime/a.jar");
    var run = tree.run("reactors");
    assertThat(run.out()).doesNotContain("AOTCache");
    assertThat(run.err()).isEmpty();
    assertThat(tree.trainings()).isEqualTo(2);
    assertThat(tree.run("reactors").out()).contains("AOTCache");
  }

  @Test
  void aCacheOfAnotherJdkIsLeftAsideAndMadeAnew() throws Exception {
    tree.with("TRIGA_JAVA_OPTS", "").run("reactors");
    assertThat(tree.trainings()).isEqualTo(1);
    tree.jdkIs("25.0.2");
    assertThat(tree.run("reactors").out()).doesNotContain("AOTCache");
    assertThat(tree.trainings()).isEqualTo(2);
    assertThat(tree.run("reactors").out()).contains("AOTCache");
  }

  @Test
  void aCacheThatCannotBeMadeIsTriedOnce() throws Exception {
    tree.with("TRIGA_JAVA_OPTS", "").script("jdk/bin/java", "#!/bin/sh\nexit 1\n");
    tree.run("reactors");
    assertThat(tree.trainings()).isZero();
    assertThat(tree.sibling(".wanted")).doesNotExist();
    assertThat(tree.cache()).doesNotExist();
  }

  @Test
  void aCacheThatWasInterruptedIsMadeByTheNextStart() throws Exception {
    tree.with("TRIGA_JAVA_OPTS", "");
    tree.interruptsTraining();
    tree.run("reactors");
    tree.awaitInterruption();
    assertThat(tree.cache()).doesNotExist();
    tree.run("reactors");
    assertThat(tree.trainings()).isEqualTo(1);
    assertThat(tree.cache()).exists();
  }

  @Test
  void whatMakesTheCacheHasNoDescriptorOfTheProgram() throws Exception {
    var bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash), "needs bash");
    tree.with("TRIGA_JAVA_OPTS", "");
    tree.run(List.of(bash.toString(), "-c", "\"$0\" reactors 5<&0 12<&0", "" + tree.launcher()));
    assertThat(tree.trainings()).isEqualTo(1);
    assertThat(tree.descriptors()).contains("0", "1", "2").doesNotContain("5", "12");
  }

  @Test
  void whoHasOptionsOfTheirOwnStartsWithoutTheCache() throws Exception {
    tree.run("reactors");
    Files.createFile(tree.cache());
    assertThat(tree.with("TRIGA_JAVA_OPTS", "-Da=b").run("reactors").out())
        .doesNotContain("AOTCache");
  }

  @Test
  void whatIsBuiltIsNotBuiltAgain() throws Exception {
    tree.run("reactors");
    assertThat(tree.run("reactors").err()).isEmpty();
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void aChangedSourceIsBuilt() throws Exception {
    tree.run("reactors");
    tree.touch("reactor/src/main/java/A.java");
    tree.run("reactors");
    assertThat(tree.builds()).isEqualTo(2);
  }

  @Test
  void aChangedTestIsNoReasonToBuild() throws Exception {
    tree.run("reactors");
    tree.touch("reactor/src/test/java/ATest.java");
    tree.run("reactors");
    assertThat(tree.builds()).isEqualTo(1);
  }

  @Test
  void ofTwoAtOnceOneBuildsAndTheOtherWaits() throws Exception {
    Process first = tree.start("one");
    Process second = tree.start("two");
    assertThat(LauncherTree.finish(first).out()).endsWith(" <one>\n");
    assertThat(LauncherTree.finish(second).out()).endsWith(" <two>\n");
    assertThat(tree.builds()).isEqualTo(1);
    assertThat(tree.locks()).isEmpty();
  }

  @Test
  void theLockOfADeadLauncherIsTakenOver() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    tree.lockAs(dead.pid());
    assertThat(tree.run("reactors").exit()).isZero();
    assertThat(tree.locks()).isEmpty();
  }

  @Test
  void theLockOfAnUnrelatedProcessIsTakenOver() throws Exception {
    tree.lockAs(ProcessHandle.current().pid());
    assertThat(tree.run("reactors").exit()).isZero();
    assertThat(tree.locks()).isEmpty();
  }

  @Test
  void aFailedBuildSaysWhyAndStartsNothing() throws Exception {
    var run = tree.with("FAKE_MAVEN_EXIT", "1").run("reactors");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("maven says why").contains("the build failed");
    assertThat(tree.locks()).isEmpty();
  }

  @Test
  void itStartsThroughASymbolicLinkFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), tree.launcher());
    Path chain = Files.createSymbolicLink(temporary.resolve("chain"), Path.of("link"));
    var run = tree.run(List.of(chain.toString(), "reactors"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("/with space/app/target/runtime>");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void itStartsWithStandardInputClosed() throws Exception {
    var run = tree.run(List.of("sh", "-c", "\"$0\" reactors <&-", tree.launcher().toString()));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).endsWith(" <reactors>\n");
  }

  @Test
  void itStartsWithoutAHome() throws Exception {
    String bare =
        "JAVA_HOME=$TRIGA_JAVA_HOME; export JAVA_HOME; unset HOME TRIGA_JAVA_HOME;"
            + " exec \"$0\" reactors";
    var run = tree.run(List.of("sh", "-c", bare, tree.launcher().toString()));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).endsWith(" <reactors>\n");
  }

  @Test
  void anOldJdkThatIsAskedForIsRefusedInOneLine() throws Exception {
    tree.jdkIs("17.0.15");
    var run = tree.run("reactors");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).hasLineCount(1).contains("not a JDK 25 or newer");
  }

  @Test
  void benchmarksHaveARuntimeOfTheirOwn() throws Exception {
    var run = tree.run("bench", "echo");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("/with space/benchmarks/target/runtime/*>")
        .endsWith(" <dev.triga.benchmarks.Main> <echo>\n");
  }
}
