package dev.triga.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.CloseReason;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Property;
import dev.triga.testing.Seed;
import dev.triga.testing.StringTransport;
import dev.triga.testing.TrigaTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Messages in frames, however they are cut on the way.
@TrigaTest
class WireConnectionTest {
  private static final class Recorder implements WireConnection.Receiver {
    final List<String> events = new ArrayList<>();
    final List<byte[]> messages = new ArrayList<>();

    @Override
    public void messageReceived(Lane lane, WireInput message) {
      byte[] taken = message.takeBytes();
      messages.add(taken);
      events.add(lane + " " + taken.length);
    }

    @Override
    public void connectionLost(CloseReason reason) {
      events.add(reason.kind().name());
    }
  }

  private static WireConnection connection(StringTransport transport) {
    return transport.open(each -> new WireConnection(each, new Recorder()));
  }

  private static Recorder receiver(StringTransport transport) {
    var recorder = new Recorder();
    transport.open(each -> new WireConnection(each, recorder));
    return recorder;
  }

  private static WireOutput message(byte[] bytes) {
    return new WireOutput().putBytes(bytes);
  }

  private static WireOutput message(int bytes) {
    return message(new byte[bytes]);
  }

  @Test
  void messagesArriveWholeInTheOrderOfTheirLaneHoweverTheyAreCut(Seed seed) {
    Property.holds(seed, 60, WireConnectionTest::check);
  }

  private static void check(Gen gen) {
    try (var memory = MemoryReactor.open()) {
      var out = new StringTransport(memory.reactor());
      var sender = connection(out);
      List<byte[]> sent = gen.list(6, () -> gen.exactBytes(gen.oneOf(0, 1, 200, 70_000, 200_000)));
      for (byte[] bytes : sent) {
        if (gen.oneIn(3)) {
          out.hold();
        }
        sender.send(gen.oneOf(Lane.MAIL, Lane.MAIL, Lane.CONTROL), message(bytes));
      }
      out.release();
      var in = new StringTransport(memory.reactor());
      var receiver = receiver(in);
      gen.chunks(out.bytes()).forEach(in::receive);
      assertThat(receiver.messages).hasSameSizeAs(sent);
      assertThat(receiver.messages.stream().map(Arrays::hashCode))
          .containsExactlyInAnyOrderElementsOf(sent.stream().map(Arrays::hashCode).toList());
    }
  }

  @Test
  void whatIsUrgentOvertakesWhatWaits() {
    try (var memory = MemoryReactor.open()) {
      var out = new StringTransport(memory.reactor());
      var sender = connection(out);
      out.hold();
      sender.send(Lane.MAIL, message(300_000));
      sender.send(Lane.MAIL, message(10));
      sender.send(Lane.CONTROL, message(20));
      out.release();
      var in = new StringTransport(memory.reactor());
      var receiver = receiver(in);
      in.receive(out.bytes());
      assertThat(receiver.events).containsExactly("CONTROL 20", "MAIL 300000", "MAIL 10");
    }
  }

  @Test
  void aPeerThatDoesNotReadIsNotServedWithoutLimit() {
    try (var memory = MemoryReactor.open()) {
      var out = new StringTransport(memory.reactor());
      var sender = connection(out);
      out.hold();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10; i++) {
                  sender.send(Lane.MAIL, message(16 << 20));
                }
              })
          .isInstanceOf(WireException.class)
          .hasMessageContaining("does not read");
    }
  }

  @Test
  void whoBreaksTheRulesLosesTheConnection() {
    for (byte[] wrong :
        List.of(
            new byte[] {0, 0, 0, 0},
            new byte[] {0, 0, 0, 2, 99, 0},
            new byte[] {0x7f, 0, 0, 0},
            new byte[] {0, 0, 0, 2, 0, 50})) {
      try (var memory = MemoryReactor.open()) {
        var in = new StringTransport(memory.reactor());
        receiver(in);
        in.receive(wrong);
        assertThat(in.isEnding()).isTrue();
      }
    }
  }

  @Test
  void whatIsCutAnywhereIsNotDelivered() {
    try (var memory = MemoryReactor.open()) {
      var out = new StringTransport(memory.reactor());
      connection(out).send(Lane.MAIL, message(30));
      byte[] whole = out.bytes();
      for (int length = 0; length < whole.length; length++) {
        var in = new StringTransport(memory.reactor());
        var receiver = receiver(in);
        in.receive(Arrays.copyOf(whole, length));
        in.lose(CloseReason.of(CloseReason.Kind.LOST, "the peer was killed"));
        memory.settle();
        assertThat(receiver.events).as("after %d bytes", length).containsExactly("LOST");
      }
    }
  }

  @Test
  void aMessageHasALimit() {
    assertThatThrownBy(() -> message(WireOutput.MESSAGE_BYTES_MAX))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("67108864");
  }
}
