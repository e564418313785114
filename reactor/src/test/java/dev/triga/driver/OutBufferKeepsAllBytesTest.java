package dev.triga.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutBufferKeepsAllBytesTest {
  private static final int STEPS = 2_000;
  private static final int WRITE_BYTES_MAX = 40_000;

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

  @Test
  void whatIsAppendedAfterAPartOfAChunkWasSentFollowsIt() {
    try (var pool = new ChunkPool()) {
      var out = new OutBuffer(pool);
      out.append(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      take(out, 1);
      out.append(ByteBuffer.wrap(new byte[] {4, 5}));
      take(out, Integer.MAX_VALUE);
      assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, sent.toByteArray());
    }
  }

  @Test
  void aChunkThatIsUsedAgainTakesMoreThanBefore() {
    try (var pool = new ChunkPool()) {
      var out = new OutBuffer(pool);
      out.append(ByteBuffer.wrap(new byte[] {1}));
      take(out, Integer.MAX_VALUE);
      out.append(ByteBuffer.wrap(new byte[] {2, 3, 4}));
      take(out, Integer.MAX_VALUE);
      assertArrayEquals(new byte[] {1, 2, 3, 4}, sent.toByteArray());
    }
  }

  @Test
  void partsOfAnySizeComeOutInTheOrderInWhichTheyWentIn() {
    var random = new Random(7);
    var appended = new ByteArrayOutputStream();
    try (var pool = new ChunkPool()) {
      var out = new OutBuffer(pool);
      for (int step = 0; step < STEPS; step++) {
        byte[] bytes = new byte[random.nextInt(WRITE_BYTES_MAX)];
        random.nextBytes(bytes);
        appended.writeBytes(bytes);
        out.append(ByteBuffer.wrap(bytes));
        take(out, random.nextInt(2 * WRITE_BYTES_MAX));
      }
      while (!out.isEmpty()) {
        take(out, Integer.MAX_VALUE);
      }
    }
    assertArrayEquals(appended.toByteArray(), sent.toByteArray());
  }

  /// Takes at most so many bytes, as a gathering write would.
  private void take(OutBuffer out, int most) {
    var regions = new ByteBuffer[4];
    int left = most;
    int count = out.buffers(regions);
    for (int i = 0; i < count && left > 0; i++) {
      byte[] part = new byte[Math.min(left, regions[i].remaining())];
      regions[i].get(part);
      sent.writeBytes(part);
      left -= part.length;
    }
    out.sent(most - left);
  }
}
