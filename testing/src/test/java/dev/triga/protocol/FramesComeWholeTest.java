package dev.triga.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.CloseReason;
import dev.triga.net.Endpoint;
import dev.triga.net.Transport;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Peer;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// However the network cuts the bytes, the same frames come in the same order.
@TrigaTest
class FramesComeWholeTest {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 7000);
  private static final Endpoint ENDPOINT = Endpoint.parse("tcp:127.0.0.1:7000");

  /// Notes the frames, and answers each with itself.
  static final class Noting extends FrameProtocol {
    final List<String> frames = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();
    final List<String> cutOff = new ArrayList<>();

    Noting(Transport transport, Framing framing) {
      super(transport, framing);
    }

    static String text(ByteBuffer bytes) {
      return ISO_8859_1.decode(bytes.duplicate()).toString();
    }

    @Override
    protected void frameReceived(ByteBuffer frame) {
      frames.add(text(frame));
      sendFrame(frame);
    }

    @Override
    protected void frameRefused(String why) {
      refusals.add(why);
      super.frameRefused(why);
    }

    @Override
    protected void frameCutOff(ByteBuffer rest) {
      cutOff.add(text(rest));
    }
  }

  static Stream<Framing> framings() {
    return Stream.of(
        Framing.int8(),
        Framing.int16(),
        Framing.int32(),
        Framing.netstrings(),
        Framing.fixed(3),
        Framing.lines(),
        Framing.lines("\n"),
        Framing.lines("abab").limit(50));
  }

  private static byte[] encode(Framing framing, byte[] frame) {
    var out = new ByteArrayOutputStream();
    var edge = ByteBuffer.allocate(64);
    framing.head(ByteBuffer.wrap(frame), edge);
    out.write(edge.array(), 0, edge.position());
    out.writeBytes(frame);
    edge.clear();
    framing.tail(edge);
    out.write(edge.array(), 0, edge.position());
    return out.toByteArray();
  }

  private static byte[] frame(Framing framing, Gen gen) {
    if (framing.toString().startsWith("frames of")) {
      return gen.exactBytes(framing.limitBytes());
    }
    byte[] bytes = gen.bytes(Math.min(40, framing.limitBytes()));
    if (framing instanceof DelimitedFraming) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ('c' + (bytes[i] & 7));
      }
    }
    return bytes;
  }

  private static Noting run(
      MemoryReactor memory, Framing framing, List<byte[]> pieces, byte[] echo) {
    var made = new ArrayList<Noting>();
    var port =
        memory
            .reactor()
            .listen(
                ENDPOINT,
                transport -> {
                  made.add(new Noting(transport, framing));
                  return made.getFirst();
                });
    var peer = memory.network().connect(ADDRESS);
    for (byte[] piece : pieces) {
      if (peer.end() == Peer.End.OPEN) {
        peer.write(piece);
        memory.settle();
      }
    }
    byte[] answer = peer.readAvailable();
    if (echo.length > 0) {
      assertThat(answer).isEqualTo(echo);
    }
    peer.close();
    memory.settle();
    port.stopListening();
    memory.settle();
    return made.getFirst();
  }

  @ParameterizedTest
  @MethodSource("framings")
  void cutAtEveryByte(Framing framing, MemoryReactor memory, Gen gen) {
    var whole = new ByteArrayOutputStream();
    var wanted = new ArrayList<String>();
    for (int i = 0; i < 3; i++) {
      byte[] frame = frame(framing, gen);
      whole.writeBytes(encode(framing, frame));
      wanted.add(new String(frame, ISO_8859_1));
    }
    byte[] bytes = whole.toByteArray();
    for (int cut = 0; cut <= bytes.length; cut++) {
      var pieces = new ArrayList<byte[]>();
      pieces.add(java.util.Arrays.copyOfRange(bytes, 0, cut));
      pieces.add(java.util.Arrays.copyOfRange(bytes, cut, bytes.length));
      assertThat(run(memory, framing, pieces, bytes).frames).as("cut at %d", cut).isEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @MethodSource("framings")
  void cutAtRandom(Framing framing, MemoryReactor memory, Gen gen) {
    for (int round = 0; round < 20; round++) {
      var whole = new ByteArrayOutputStream();
      var wanted = new ArrayList<String>();
      for (byte[] frame : gen.list(30, () -> frame(framing, gen))) {
        whole.writeBytes(encode(framing, frame));
        wanted.add(new String(frame, ISO_8859_1));
      }
      byte[] bytes = whole.toByteArray();
      assertThat(run(memory, framing, gen.chunks(bytes), bytes).frames).isEqualTo(wanted);
    }
  }

  @Test
  void aFrameBeyondTheLimitIsRefusedBeforeItIsThere(MemoryReactor memory) {
    var noting =
        run(
            memory,
            Framing.int32().limit(10),
            List.of(new byte[] {0, 0, 0, 1, 'a', 0, 0, 0, 11, 'b'}),
            new byte[0]);
    assertThat(noting.frames).containsExactly("a");
    assertThat(noting.refusals)
        .containsExactly("a frame of 11 bytes is longer than the limit of 10");
  }

  @Test
  void aLineThatDoesNotEndIsRefused(MemoryReactor memory) {
    var noting =
        run(
            memory,
            Framing.lines().limit(10),
            List.of("0123456789\r".getBytes(ISO_8859_1), "x".getBytes(ISO_8859_1)),
            new byte[0]);
    assertThat(noting.frames).isEmpty();
    assertThat(noting.refusals).containsExactly("a line does not end within the limit of 10 bytes");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {"x", ":", "01:a,", "1;", "-1:", "3:abc;", "99999999999:", "100000:"})
  void whatIsNoNetstringIsRefused(String text, MemoryReactor memory) {
    var noting =
        run(
            memory,
            Framing.netstrings(),
            List.of((text + "1:a,").getBytes(ISO_8859_1)),
            new byte[0]);
    assertThat(noting.frames).isEmpty();
    assertThat(noting.refusals).hasSize(1);
  }

  @Test
  void whatThePeerDidNotFinishIsTold(MemoryReactor memory) {
    var noting =
        run(memory, Framing.lines("\n"), List.of("one\ntw".getBytes(ISO_8859_1)), new byte[0]);
    assertThat(noting.frames).containsExactly("one");
    assertThat(noting.cutOff).containsExactly("tw");
  }

  @Test
  void randomBytesHarmNobody(MemoryReactor memory, Gen gen) {
    for (int round = 0; round < 200; round++) {
      var framing = gen.oneOf(framings().toList());
      var noting = run(memory, framing, gen.chunks(gen.bytes(300)), new byte[0]);
      assertThat(noting.refusals.size()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aSlowFrameEndsTheConnection(MemoryReactor memory) {
    var reasons = new ArrayList<CloseReason>();
    memory
        .reactor()
        .listen(
            ENDPOINT,
            transport -> {
              transport.ended().thenAccept(reasons::add);
              return new Noting(transport, Framing.lines("\n"));
            });
    var peer = memory.network().connect(ADDRESS);
    peer.write("done\nslow");
    memory.runFor(FrameProtocol.DEFAULT_FRAME_TIMEOUT.minusMillis(1));
    assertThat(reasons).isEmpty();
    peer.write("er");
    memory.runFor(java.time.Duration.ofMillis(2));
    assertThat(reasons).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.TIMED_OUT);
  }
}
