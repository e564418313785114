package dev.triga.http.websocket;

import dev.triga.testing.Gen;
import dev.triga.testing.TrigaTest;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/// Frames of every kind in every order, most of them right: however they are cut, the same is
/// understood, and nothing but a refusal comes of what is wrong.
@TrigaTest
class AnyFramesTest {
  private static final byte[][] PAYLOADS = {
    {},
    {'a'},
    {3, (byte) 0xe8},
    {3, (byte) 0xe8, 'b', 'y', 'e'},
    {(byte) 0xe2, (byte) 0x82},
    {(byte) 0xac},
    {(byte) 0xf2, 'H', (byte) 0xcd, (byte) 0xc9, (byte) 0xc9, 7, 0},
    {(byte) 0xf2, 0, 0x11, 0, 0},
    new byte[130],
    new byte[999]
  };

  private static byte[] frame(Gen gen) {
    var out = new ByteArrayOutputStream();
    int opcode = gen.oneIn(20) ? gen.between(0, 15) : gen.oneOf(0, 0, 1, 2, 8, 9, 10);
    int bits = gen.oneIn(8) ? gen.between(0, 7) << 4 : 0;
    boolean isLast = opcode >= 8 ? !gen.oneIn(30) : gen.oneIn(2);
    byte[] payload = gen.oneIn(5) ? gen.bytes(20) : gen.oneOf(PAYLOADS);
    out.write(opcode | bits | (isLast ? 0x80 : 0));
    int mask = gen.oneIn(50) ? 0 : 0x80;
    if (payload.length < 126 && !gen.oneIn(50)) {
      out.write(mask | payload.length);
    } else {
      out.write(mask | 126);
      out.write(payload.length >>> 8);
      out.write(payload.length);
    }
    if (mask != 0) {
      out.write(0);
      out.write(0);
      out.write(0);
      out.write(0);
    }
    out.write(payload, 0, gen.oneIn(50) ? gen.between(0, payload.length) : payload.length);
    return out.toByteArray();
  }

  @Test
  void theSameIsUnderstoodHoweverTheyAreCut(Gen gen) {
    for (int i = 0; i < 1500; i++) {
      var input = new ByteArrayOutputStream();
      input.write(gen.between(0, 31));
      for (int j = gen.between(1, 8); j > 0; j--) {
        input.writeBytes(frame(gen));
      }
      FramesTarget.fuzzerTestOneInput(input.toByteArray());
    }
  }
}
