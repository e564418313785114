package dev.triga.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.actors.TerminatedFailure;
import dev.triga.async.Backoff;
import dev.triga.reactor.Halt;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// What is special about workers that are processes. One pool of two serves most tests, because a
/// process takes some tenths of a second to start.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ProcessWorkersTest {
  private static TaskPool pool;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    pool = TaskPool.builder().name("two").workers(TaskWorkers.processes(2)).build();
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  /// Waits for ever, and ends when it is interrupted.
  private static int forever() throws InterruptedException {
    new CountDownLatch(1).await();
    return 0;
  }

  private static void append(String file, String line) throws IOException {
    Files.writeString(
        Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void awaitLines(Path file, int count) throws IOException {
    while (!Files.exists(file) || Files.readAllLines(file).size() < count) {
      Thread.onSpinWait();
    }
  }

  record Parcel(String label, List<Integer> contents) {}

  @Test
  void tasksAndResultsAreDataOfTheUsersOwn() {
    var outcomes =
        pool.run(
            (Parcel parcel) -> new Parcel(parcel.label + "!", List.of(parcel.contents.size())),
            List.of(new Parcel("a", List.of(1, 2)), new Parcel("b", List.of())));
    assertThat(outcomes.results())
        .containsExactly(new Parcel("a!", List.of(2)), new Parcel("b!", List.of(0)));
  }

  @Test
  void tinyTasksGoInChunksAndKeepTheirOrder() {
    int offset = 7;
    var tasks = IntStream.range(0, 20_000).boxed().toList();
    try (var stream = pool.with(o -> o.window(1_000)).stream((Integer x) -> x + offset, tasks)) {
      int next = 0;
      for (var outcome : stream) {
        assertThat(outcome.task()).isEqualTo(next);
        assertThat(outcome.attempt().index()).isEqualTo(next);
        assertThat(outcome.valueOrNull()).isEqualTo(next + offset);
        next++;
      }
      assertThat(next).isEqualTo(20_000);
    }
  }

  @Test
  void anActionThatCannotTravelIsRefusedWithThePlace() {
    var thread = Thread.currentThread();
    assertThatThrownBy(() -> pool.run((Integer x) -> thread.getName() + x, List.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Thread is not serialisable");
  }

  @Test
  void aTaskThatCannotTravelFailsAlone() {
    var outcomes = pool.run((Object task) -> 1, List.of(1, new Object(), 3));
    assertThat(outcomes.results()).containsExactly(1, null, 1);
    assertThat(outcomes.get(1))
        .isInstanceOfSatisfying(
            Failure.class,
            failure ->
                assertThat(failure.error())
                    .hasMessageStartingWith("the task cannot be sent to another process: a"));
  }

  @Test
  void aKilledProcessLosesOneTaskAndIsReplaced() throws Exception {
    Path file = folder.resolve("pid");
    String name = file.toString();
    var batch =
        pool.begin(
            (Integer task) -> {
              if (task == 0) {
                append(name, "" + ProcessHandle.current().pid());
                return forever();
              }
              return task;
            },
            IntStream.range(0, 2_000).boxed().toList());
    awaitLines(file, 1);
    kill(file);
    var outcomes = batch.toCompletableFuture().get();
    assertThat(outcomes.get(0))
        .isInstanceOfSatisfying(
            Lost.class, lost -> assertThat(lost.why()).contains("exit code 137"));
    assertThat(outcomes.succeeded()).isEqualTo(1_999);
    assertThat(pool.run((Integer x) -> x, List.of(1, 2, 3, 4)).succeeded()).isEqualTo(4);
  }

  private static void kill(Path pid) throws IOException {
    ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst()))
        .orElseThrow()
        .destroyForcibly();
  }

  @Test
  void aTaskWhoseProcessDiedIsTriedAgainIfThatIsWanted() {
    String marker = folder.resolve("tried").toString();
    var retrying =
        pool.with(options ->
            options.retry(
                Backoff.fixed(Duration.ofMillis(1))
                    .maxAttempts(3)
                    .retryIf(TerminatedFailure.class::isInstance)));
    var outcomes =
        retrying.run(
            (Integer task) -> {
              if (task == 1 && !Files.exists(Path.of(marker))) {
                append(marker, "once");
                Runtime.getRuntime().halt(1);
              }
              return task;
            },
            List.of(0, 1, 2));
    assertThat(outcomes.results()).containsExactly(0, 1, 2);
    assertThat(outcomes.get(1).attempt().number()).isEqualTo(2);
  }

  @Test
  void aTimeOutInterruptsTheTaskAndTheProcessLivesOn() {
    List<Long> before = pids();
    var outcomes =
        pool.with(options -> options.taskTimeout(Duration.ofMillis(250)))
            .run((Integer task) -> task == 1 ? forever() : task, List.of(0, 1, 2, 3));
    assertThat(outcomes.results()).containsExactly(0, null, 2, 3);
    assertThat(outcomes.get(1)).isInstanceOf(TimedOut.class);
    assertThat(before).allMatch(pid -> ProcessHandle.of(pid).isPresent());
  }

  private static List<Long> pids() {
    return pool
        .run((Integer x) -> ProcessHandle.current().pid(), IntStream.range(0, 200).boxed().toList())
        .results()
        .stream()
        .distinct()
        .toList();
  }

  @Test
  void aTaskThatIgnoresItsInterruptLosesItsProcess() {
    var outcomes =
        pool.with(options ->
                options
                    .taskTimeout(Duration.ofMillis(250))
                    .interruptGrace(Duration.ofMillis(60))
                    .onError(ErrorPolicy.CONTINUE))
            .run(
                (Integer task) -> {
                  while (task == 1) {
                    Thread.onSpinWait();
                  }
                  return task;
                },
                List.of(0, 1, 2, 3));
    assertThat(outcomes.results()).containsExactly(0, null, 2, 3);
    assertThat(outcomes.get(1)).isInstanceOf(TimedOut.class);
    assertThat(pool.counts().abandoned()).isZero();
  }

  @Test
  void aSlowTaskHoldsUpNobodyBeforeOrBehindIt() throws Exception {
    var tasks = IntStream.range(0, 10_000).boxed().toList();
    var batch = pool.begin((Integer task) -> task == 5_000 ? forever() : task, tasks);
    while (batch.progress().succeeded() < 9_999) {
      Thread.onSpinWait();
    }
    assertThat(batch.cancelTask(5_000)).isTrue();
    var outcomes = batch.toCompletableFuture().get();
    assertThat(outcomes.get(5_000)).isInstanceOf(Cancelled.class);
    assertThat(outcomes.succeeded()).isEqualTo(9_999);
  }

  /// The best of a few times, because other work on the machine may come between.
  @Test
  void theCallerHasTheFirstErrorWithin50Milliseconds() {
    String file = folder.resolve("begun").toString();
    var stopping = pool.with(options -> options.onError(ErrorPolicy.STOP));
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 20 && best > 50_000_000; i++) {
      String begun = file + i;
      try {
        stopping.run(
            (Integer task) -> {
              if (task == 0) {
                awaitLines(Path.of(begun), 1);
                throw new IllegalStateException("" + System.nanoTime());
              }
              append(begun, "1");
              return forever();
            },
            IntStream.range(0, 1_000).boxed().toList());
      } catch (BatchFailure e) {
        long threw = Long.parseLong(e.getCause().getMessage());
        best = Math.min(best, System.nanoTime() - threw);
      }
    }
    assertThat(best).isLessThanOrEqualTo(50_000_000);
  }

  @Test
  void aHaltEndsTheBatchWithItsCode() {
    assertThatThrownBy(() ->
            pool.run(
                (Integer task) -> {
                  throw new Halt("enough", 42);
                },
                List.of(1, 2, 3)))
        .isInstanceOfSatisfying(Halt.class, halt -> assertThat(halt.exitCode()).isEqualTo(42));
  }

  @Test
  void muchMoreThanAMessageHoldsComesThrough() {
    var tasks = IntStream.range(0, 12).mapToObj(i -> new byte[1 << 20]).toList();
    var outcomes = pool.run((byte[] task) -> new byte[4 << 20], tasks);
    assertThat(outcomes.succeeded()).isEqualTo(12);
  }

  @Test
  void tasksOfThreadsMayUseThePoolOfProcesses() {
    try (var threads = TaskPool.of(TaskWorkers.virtual(2))) {
      var sums =
          threads.run(
              (Integer n) ->
                  pool
                      .run((Long x) -> x * 2, LongStream.range(0, n).boxed().toList())
                      .results()
                      .stream()
                      .mapToLong(Long::longValue)
                      .sum(),
              List.of(10, 20, 30, 40));
      assertThat(sums.results()).containsExactly(90L, 380L, 870L, 1_560L);
    }
  }

  @Test
  void aCheckpointStaysInThisProcess() {
    Path file = folder.resolve("checkpoint");
    String done = folder.resolve("done").toString();
    for (int round = 1; round <= 2; round++) {
      try (var checkpoint = Checkpoint.open(file)) {
        Action<Integer, Integer> action =
            checkpoint.resume(
                task -> {
                  append(done, "" + task);
                  return task * 2;
                },
                String::valueOf,
                String::valueOf,
                Integer::valueOf);
        assertThat(pool.run(action, List.of(1, 2, 3)).results()).containsExactly(2, 4, 6);
      }
    }
    assertThat(Path.of(done)).content().hasLineCount(3);
  }

  @Test
  void aProcessThatCannotStartLosesTheTasksAndSaysWhy() {
    var workers = TaskWorkers.processes(1).jvmOptions("-XX:NoSuchOption=1");
    try (var broken = TaskPool.builder().name("broken").workers(workers).build()) {
      assertThatThrownBy(() -> broken.run((Integer x) -> x, List.of(1, 2)))
          .isInstanceOfSatisfying(
              BatchFailure.class,
              failure -> {
                assertThat(failure.ending()).isEqualTo(BatchEnding.NO_WORKERS);
                assertThat(failure).hasMessageContaining("NoSuchOption");
                assertThat(failure.outcomes()).allMatch(Lost.class::isInstance);
              });
    }
  }

  @Test
  void aPoolThatIsClosedLeavesNothing() {
    List<Long> pids = new ArrayList<>();
    try (var other = TaskPool.of(TaskWorkers.processes(1))) {
      pids.addAll(other.run((Integer x) -> ProcessHandle.current().pid(), List.of(1)).results());
      var endless = other.begin((Integer x) -> forever(), List.of(1));
      var ignored = endless.exceptionally(failure -> null);
      assertThat(ignored.isDone()).isFalse();
    }
    assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
  }

  /// A program whose process is killed while its workers are at work.
  static final class Victim {
    private Victim() {}

    /// Prints the numbers of its processes.
    public static void main(String[] args) {
      try (var pool = TaskPool.of(TaskWorkers.processes(1))) {
        System.out.println(
            pool.run((Integer x) -> ProcessHandle.current().pid(), List.of(1)).results().get(0));
        pool.run((Integer x) -> forever(), List.of(1));
      }
    }
  }

  @Test
  void whenTheParentIsKilledItsProcessesEnd() throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = victim.inputReader()) {
      var worker = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      victim.destroyForcibly();
      worker.onExit().get(10, TimeUnit.SECONDS);
      assertThat(worker.isAlive()).isFalse();
    } finally {
      victim.destroyForcibly();
    }
  }
}
