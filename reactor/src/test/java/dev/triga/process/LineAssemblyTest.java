package dev.triga.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineAssemblyTest {
  private static final String TEXT = "one\r\n\nžluťoučký 🐎\r\r\n\r\nlast €";

  private static List<String> lines(int limit, byte[] bytes, int... cuts) {
    var lines = new ArrayList<String>();
    var assembly = new LineAssembly(limit, lines::add);
    int begin = 0;
    for (int cut : cuts) {
      assembly.received(ByteBuffer.wrap(bytes, begin, cut - begin));
      begin = cut;
    }
    assembly.received(ByteBuffer.wrap(bytes, begin, bytes.length - begin));
    assembly.ended();
    return lines;
  }

  @Test
  void linesAreTheSameWhereverTheBytesAreCut() {
    byte[] bytes = TEXT.getBytes(UTF_8);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        assertEquals(
            List.of("one", "", "žluťoučký 🐎\r", "", "last €"), lines(100, bytes, first, second));
      }
    }
  }

  @Test
  void aLongLineComesInPiecesOfWholeCharacters() {
    byte[] bytes = TEXT.getBytes(UTF_8);
    for (int limit = 4; limit < 30; limit++) {
      var pieces = lines(limit, bytes);
      assertEquals(TEXT.replaceAll("\r?\n", ""), String.join("", pieces), "limit " + limit);
      for (String piece : pieces) {
        assertTrue(piece.getBytes(UTF_8).length <= limit, piece);
      }
    }
  }

  @Test
  void aLineOfExactlyTheLimitIsOneLine() {
    assertEquals(List.of("four", "next"), lines(4, "four\r\nnext\n".getBytes(UTF_8)));
    assertEquals(List.of("four", "\rx"), lines(4, "four\rx\n".getBytes(UTF_8)));
  }

  @Test
  void malformedBytesLoseNoOthers() {
    byte[] bytes = {'a', (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 'b'};
    assertEquals("a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDb", String.join("", lines(4, bytes)));
    assertThrows(IllegalArgumentException.class, () -> new LineAssembly(3, _ -> {}));
  }
}
