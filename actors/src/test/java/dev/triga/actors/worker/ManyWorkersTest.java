package dev.triga.actors.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Commands;
import dev.triga.actors.Workers;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// As many processes as a machine of this kind is to carry.
@EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ManyWorkersTest {
  private static final int COUNT = 64;

  @Test
  void sixtyFourProcessesAnswerAndEnd() {
    try (var its = new TestArbiter()) {
      var spec =
          ActorSpec.process("one-of-many")
              .bootDeadline(Duration.ofMinutes(5))
              .timeout(Duration.ofMinutes(1));
      var monitor = its.onTurn(() -> its.arbiter.monitor(Workers.processes(COUNT), spec));
      its.result(monitor::ready);
      var refs = its.onTurn(monitor::workerRefs);
      assertThat(refs).hasSize(COUNT);
      var processes =
          refs.stream().map(its::pid).map(pid -> ProcessHandle.of(pid).orElseThrow()).toList();
      assertThat(processes).doesNotHaveDuplicates();
      assertThat(refs.stream().map(ref -> its.result(() -> ref.ask(Commands.PING))).toList())
          .isEqualTo(Collections.nCopies(COUNT, "pong"));
      its.result(monitor::stop);
      TestArbiter.until(
          "the end of all", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }
  }
}
