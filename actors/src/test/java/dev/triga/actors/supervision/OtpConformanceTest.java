package dev.triga.actors.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.actors.AutoShutdown;
import dev.triga.actors.Restart;
import dev.triga.actors.Strategy;
import dev.triga.actors.Supervision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What OTP's manual says of supervisors, on ours. The table stands in `docs/otp-conformance.md`.
class OtpConformanceTest {
  private static final Supervision PATIENT =
      Supervision.DEFAULT.intensity(100, Duration.ofSeconds(5));

  static Stream<String> rows() throws IOException {
    Path table = Path.of(System.getProperty("triga.root"), "docs", "otp-conformance.md");
    return Files.readAllLines(table).stream().filter(line -> line.matches("\\| (one|rest)_for_.*"));
  }

  @Test
  void theTableHasARowForEveryCombination() throws IOException {
    assertThat(rows()).hasSize(Strategy.values().length * Restart.values().length * 3);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aChildThatEndsByItself(String row) {
    String[] cells = row.split(" *\\| *");
    Strategy strategy = Strategy.valueOf(cells[1].toUpperCase(Locale.ROOT));
    Restart restart = Restart.valueOf(cells[2].toUpperCase(Locale.ROOT));
    Ending ending =
        switch (cells[3]) {
          case "normal" -> Ending.NORMAL;
          case "shutdown" -> Ending.SHUTDOWN;
          default -> Ending.ABNORMAL;
        };
    List<String> expected =
        cells[4].equals("nothing") ? List.of() : Arrays.asList(cells[4].split(", "));

    var family =
        new Family(Supervision.of(strategy).intensity(100, Duration.ofSeconds(5)))
            .add(restart, "a", "b", "c");
    family.exits("b", ending);

    assertThat(family.decided).isEqualTo(expected);
    assertThat(family.outcome).isNull();
  }

  @Test
  void oneRestartInFiveSecondsIsAllowedAndTheSecondEndsTheSupervisor() {
    var family = new Family(Supervision.DEFAULT).add(Restart.PERMANENT, "a", "b");
    family.exits("b", Ending.ABNORMAL);
    family.passes(Duration.ofSeconds(4));
    family.exits("b", Ending.ABNORMAL);
    assertThat(family.outcome).isEqualTo(Outcome.RESTART_LIMIT);
    assertThat(family.decided).containsExactly("start b", "stop a");
  }

  @Test
  void restartsFurtherApartThanThePeriodGoOnForEver() {
    var family = new Family(Supervision.DEFAULT).add(Restart.PERMANENT, "a");
    for (int i = 0; i < 20; i++) {
      family.passes(Duration.ofMillis(5_001));
      family.exits("a", Ending.ABNORMAL);
    }
    assertThat(family.living).containsEntry("a", 21);
  }

  @Test
  void noRestartAtAllWithAnIntensityOfZero() {
    var family =
        new Family(Supervision.DEFAULT.intensity(0, Duration.ofSeconds(1)))
            .add(Restart.PERMANENT, "a");
    family.exits("a", Ending.NORMAL);
    assertThat(family.outcome).isEqualTo(Outcome.RESTART_LIMIT);
  }

  @Test
  void aRestartThatFailsIsTriedAgainAndCountsAgain() {
    var family =
        new Family(Supervision.DEFAULT.intensity(3, Duration.ofSeconds(5)))
            .add(Restart.PERMANENT, "a", "b");
    family.failing.add("b");
    family.exits("b", Ending.ABNORMAL);
    assertThat(family.decided).containsExactly("start b", "start b", "start b", "stop a");
    assertThat(family.outcome).isEqualTo(Outcome.RESTART_LIMIT);
  }

  @Test
  void aGroupWhoseRestartFailsIsStoppedAndTriedAgain() {
    var family =
        new Family(Supervision.of(Strategy.ONE_FOR_ALL).intensity(2, Duration.ofSeconds(5)))
            .add(Restart.PERMANENT, "a", "b");
    family.failing.add("b");
    family.exits("a", Ending.ABNORMAL);
    assertThat(family.decided)
        .containsExactly("stop b", "start a", "start b", "stop a", "start a", "start b", "stop a");
    assertThat(family.outcome).isEqualTo(Outcome.RESTART_LIMIT);
  }

  @Test
  void aFirstStartThatFailsIsNotTriedAgain() {
    var family = new Family(PATIENT);
    family.failing.add("a");
    family.tell(new Event.Add("a", Restart.PERMANENT, false));
    assertThat(family.decided).containsExactly("start a", "forget a");
  }

  @Test
  void aTemporaryChildStoppedForItsSiblingsIsNotStartedAgain() {
    var family =
        new Family(Supervision.of(Strategy.ONE_FOR_ALL))
            .add(Restart.PERMANENT, "a")
            .add(Restart.TEMPORARY, "b");
    family.exits("a", Ending.ABNORMAL);
    assertThat(family.decided).containsExactly("stop b", "forget b", "start a");
  }

  @Test
  void aSignificantChildThatIsDoneEndsAnySignificant() {
    var family = new Family(PATIENT.autoShutdown(AutoShutdown.ANY_SIGNIFICANT));
    family.tell(new Event.Add("a", Restart.PERMANENT, false));
    family.tell(new Event.Add("b", Restart.TRANSIENT, true));
    family.exits("b", Ending.ABNORMAL);
    assertThat(family.outcome).as("it was restarted").isNull();
    family.exits("b", Ending.NORMAL);
    assertThat(family.outcome).isEqualTo(Outcome.AUTO_SHUTDOWN);
    assertThat(family.living).isEmpty();
  }

  @Test
  void allSignificantWaitsForTheLast() {
    var family = new Family(PATIENT.autoShutdown(AutoShutdown.ALL_SIGNIFICANT));
    family.tell(new Event.Add("a", Restart.TEMPORARY, true));
    family.tell(new Event.Add("b", Restart.TEMPORARY, true));
    family.exits("a", Ending.ABNORMAL);
    assertThat(family.outcome).isNull();
    family.exits("b", Ending.NORMAL);
    assertThat(family.outcome).isEqualTo(Outcome.AUTO_SHUTDOWN);
  }

  @Test
  void aPermanentChildCannotBeSignificant() {
    var supervisor = new Supervisor(Supervision.DEFAULT);
    assertThatThrownBy(() -> supervisor.handle(new Event.Add("a", Restart.PERMANENT, true), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never ends by itself");
  }

  @Test
  void aStopIsInReverseOrder() {
    var family = new Family(PATIENT).add(Restart.PERMANENT, "a", "b", "c");
    family.tell(new Event.Stop());
    assertThat(family.decided).containsExactly("stop c", "stop b", "stop a");
    assertThat(family.outcome).isEqualTo(Outcome.STOPPED);
  }

  @Test
  void whoIsRemovedIsNotRestarted() {
    var family = new Family(PATIENT).add(Restart.PERMANENT, "a");
    family.tell(new Event.Remove("a"));
    assertThat(family.decided).containsExactly("stop a", "forget a");
  }

  @Test
  void pausesGrowAndStartAfreshAfterASoundLife() {
    var family =
        new Family(PATIENT.backoff(Duration.ofSeconds(1), Duration.ofSeconds(3)))
            .add(Restart.PERMANENT, "a");
    for (int seconds : new int[] {1, 2, 3, 3}) {
      family.exits("a", Ending.ABNORMAL);
      family.passes(Duration.ofMillis(seconds * 1000L - 1));
      assertThat(family.living).as("before %d s", seconds).isEmpty();
      family.passes(Duration.ofMillis(1));
      assertThat(family.living).as("after %d s", seconds).containsKey("a");
    }
    family.passes(Duration.ofSeconds(5));
    family.exits("a", Ending.ABNORMAL);
    family.passes(Duration.ofSeconds(1));
    assertThat(family.living).containsKey("a");
  }

  @Test
  void whoPausesWhenTheSupervisorGivesUpIsNotStarted() {
    var family =
        new Family(
                Supervision.DEFAULT
                    .intensity(1, Duration.ofSeconds(5))
                    .backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)))
            .add(Restart.PERMANENT, "a", "b");
    var slow = family.supervisor;
    family.exits("a", Ending.ABNORMAL);
    // The last one takes its time to stop.
    assertThat(slow.handle(new Event.Add("c", Restart.PERMANENT, false), 0))
        .contains(new Decision.Start("c", 1));
    slow.handle(new Event.Ready("c", 1), 0);
    assertThat(slow.handle(new Event.Exited("b", 1, Ending.ABNORMAL), 0))
        .containsExactly(new Decision.Stop("c", 1));
    assertThat(slow.handle(new Event.Tick(), Duration.ofSeconds(2).toNanos())).isEmpty();
    assertThat(
            slow.handle(new Event.Exited("c", 1, Ending.SHUTDOWN), Duration.ofSeconds(2).toNanos()))
        .containsExactly(new Decision.Finished(Outcome.RESTART_LIMIT));
  }

  @Test
  void anExitDuringARoundIsDecidedUponAfterIt() {
    var machine =
        new Supervisor(Supervision.of(Strategy.REST_FOR_ONE).intensity(9, Duration.ofSeconds(5)));
    for (String name : List.of("a", "b", "c")) {
      machine.handle(new Event.Add(name, Restart.PERMANENT, false), 0);
      machine.handle(new Event.Ready(name, 1), 0);
    }
    assertThat(machine.handle(new Event.Exited("b", 1, Ending.ABNORMAL), 0))
        .containsExactly(new Decision.Stop("c", 1));
    assertThat(machine.handle(new Event.Exited("a", 1, Ending.ABNORMAL), 0)).isEmpty();
    assertThat(machine.handle(new Event.Exited("c", 1, Ending.SHUTDOWN), 0))
        .containsExactly(new Decision.Start("b", 2));
    assertThat(machine.handle(new Event.Ready("b", 2), 0))
        .containsExactly(new Decision.Start("c", 2));
    assertThat(machine.handle(new Event.Ready("c", 2), 0))
        .containsExactly(new Decision.Stop("c", 2));
  }
}
