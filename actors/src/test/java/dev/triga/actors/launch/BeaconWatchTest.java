package dev.triga.actors.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.launch.BeaconWatch.Finding;
import dev.triga.actors.wire.Lane;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireInput;
import dev.triga.net.CloseReason;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.StringTransport;
import dev.triga.testing.TrigaTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When a worker that is silent is found, with the clock in hand.
@TrigaTest
class BeaconWatchTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /// A second after the time-out it is to have ended; the dump and TERM take 600 ms of it.
  private static final Duration FOUND_WITHIN = Duration.ofMillis(400);

  private static final Duration STEP = Duration.ofMillis(10);

  private final List<Finding> findings = new ArrayList<>();
  private MemoryReactor memory;
  private StringTransport transport;
  private BeaconWatch watch;
  private long beats;

  @BeforeEach
  void begin(MemoryReactor memory) {
    this.memory = memory;
    transport = new StringTransport(memory.reactor());
    var connection =
        transport.open(opened ->
            new WireConnection(
                opened,
                new WireConnection.Receiver() {
                  @Override
                  public void messageReceived(Lane lane, WireInput message) {}

                  @Override
                  public void connectionLost(CloseReason reason) {}
                }));
    watch =
        BeaconWatch.over(
            memory.reactor(), connection, TIMEOUT, (finding, since) -> findings.add(finding));
    memory.reactor().execute(watch::begin);
    memory.settle();
  }

  @AfterEach
  void end() {
    memory.reactor().execute(watch::stop);
    memory.settle();
  }

  /// Time goes by for a worker whose JVM answers.
  private void answerFor(Duration time, boolean isLoopRunning) {
    long steps = time.dividedBy(STEP);
    long stepsPerBeat = BeaconWatch.interval(TIMEOUT).dividedBy(STEP);
    for (long step = 1; step <= steps; step++) {
      memory.runFor(STEP);
      if (isLoopRunning && step % stepsPerBeat == 0) {
        beats++;
      }
      byte[] ping = transport.bytes();
      if (ping.length > 0) {
        transport.clear();
        long number = ByteBuffer.wrap(ping).getLong(Beacon.PING_BYTES - Long.BYTES);
        byte[] pong = new byte[2 * Long.BYTES];
        ByteBuffer.wrap(pong).putLong(number).putLong(beats);
        memory.reactor().execute(() -> watch.messageReceived(Lane.CONTROL, WireInput.of(pong)));
      }
    }
  }

  @Test
  void aLoopThatIsStuckIsFoundSoonAfterItsTimeOut() {
    answerFor(TIMEOUT.multipliedBy(2), true);
    assertThat(findings).isEmpty();
    answerFor(TIMEOUT.minus(BeaconWatch.interval(TIMEOUT)), false);
    assertThat(findings).isEmpty();
    answerFor(BeaconWatch.interval(TIMEOUT).plus(FOUND_WITHIN), false);
    assertThat(findings).containsExactly(Finding.LOOP_STUCK);
  }

  @Test
  void aJvmThatIsSilentIsFoundByItsTimeOut() {
    answerFor(TIMEOUT.multipliedBy(2), true);
    memory.runFor(TIMEOUT.plus(STEP));
    assertThat(findings).containsExactly(Finding.JVM_SILENT);
  }
}
