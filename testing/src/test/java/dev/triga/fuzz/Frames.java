package dev.triga.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.protocol.FrameProtocol;
import dev.triga.protocol.Framing;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.Seed;
import dev.triga.testing.StringTransport;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What holds for every way to cut bytes into frames, whatever the bytes are: it does not matter
/// how the network cuts them, no frame is longer than its limit, and frames written out again are
/// the bytes that came.
final class Frames {
  /// Longer inputs are not fed byte by byte too, which takes a callback for each.
  private static final int BYTEWISE_MAX = 512;

  private Frames() {}

  /// A protocol that writes down what it hears.
  interface Noting {
    /// What came, as one text in which the cuts of raw bytes do not show.
    String heard();
  }

  /// Frames of one framing, each of which is sent back.
  static void check(Framing framing, byte[] data) {
    String echo = agree(transport -> new Echo(transport, framing), data);
    if (!text(data).startsWith(echo)) {
      throw new AssertionError("the frames are not what came, but " + echo);
    }
  }

  /// Feeds the bytes in several pieces and compares.
  ///
  /// @return what was sent back
  static <P extends Protocol & Noting> String agree(Function<Transport, P> factory, byte[] data) {
    var whole = heard(factory, List.of(data));
    var gen = new Gen(new Seed(Arrays.hashCode(data)));
    compare(whole, heard(factory, gen.chunks(data)), "cut into pieces");
    if (data.length <= BYTEWISE_MAX) {
      var bytes = IntStream.range(0, data.length).mapToObj(i -> new byte[] {data[i]}).toList();
      compare(whole, heard(factory, bytes), "byte by byte");
    }
    return whole.sent();
  }

  private static void compare(Heard whole, Heard cut, String how) {
    if (!whole.equals(cut)) {
      throw new AssertionError(how + " it was " + cut + ", but as a whole " + whole);
    }
  }

  /// What a protocol heard, what it sent back, and whether the connection stands.
  private record Heard(String heard, String sent, boolean stands) {}

  private static <P extends Protocol & Noting> Heard heard(
      Function<Transport, P> factory, List<byte[]> pieces) {
    try (var memory = MemoryReactor.open()) {
      var transport = new StringTransport(memory.reactor());
      var protocol = transport.open(factory::apply);
      for (byte[] piece : pieces) {
        if (transport.end() == null) {
          transport.receive(piece);
        }
      }
      boolean stands = transport.end() == null;
      if (stands) {
        transport.endInput();
      }
      memory.settle();
      return new Heard(protocol.heard(), text(transport.bytes()), stands);
    }
  }

  static String text(byte[] data) {
    return new String(data, ISO_8859_1);
  }

  static String text(ByteBuffer data) {
    return ISO_8859_1.decode(data.duplicate()).toString();
  }

  /// Sends each frame back.
  private static final class Echo extends FrameProtocol implements Noting {
    private final StringBuilder heard = new StringBuilder();
    private final Framing framing;

    Echo(Transport transport, Framing framing) {
      super(transport, framing);
      this.framing = framing;
    }

    @Override
    protected void frameReceived(ByteBuffer frame) {
      if (frame.remaining() > framing.limitBytes()) {
        throw new AssertionError("a frame of " + frame.remaining() + " bytes with " + framing);
      }
      heard.append("frame ").append(text(frame)).append('\n');
      var ignored = sendFrame(frame);
    }

    @Override
    protected void frameRefused(String why) {
      heard.append("refused\n");
      super.frameRefused(why);
    }

    @Override
    protected void frameCutOff(ByteBuffer rest) {
      heard.append("cut off ").append(text(rest)).append('\n');
    }

    @Override
    public String heard() {
      return heard.toString();
    }
  }
}
