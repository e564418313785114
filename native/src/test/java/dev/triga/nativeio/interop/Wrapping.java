package dev.triga.nativeio.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.triga.net.Transport;
import dev.triga.protocol.FrameProtocol;
import dev.triga.protocol.Framing;
import java.nio.ByteBuffer;

/// Answers each frame with itself between `<` and `>`.
final class Wrapping extends FrameProtocol {
  Wrapping(Transport transport, Framing framing) {
    super(transport, framing);
  }

  @Override
  protected void frameReceived(ByteBuffer frame) {
    String text = "<" + ISO_8859_1.decode(frame) + ">";
    var ignored = sendFrame(ISO_8859_1.encode(text));
  }
}
