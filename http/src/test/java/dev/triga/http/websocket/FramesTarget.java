package dev.triga.http.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Frames of a client: the first byte says how they are cut, and whether messages may be
/// compressed. However they are cut, the same is understood.
public final class FramesTarget {
  private static final int BYTES_MAX = 2000;
  private static final WebSocketSettings SETTINGS =
      WebSocketSettings.DEFAULT.withLimits(1000, BYTES_MAX, BYTES_MAX);

  private FramesTarget() {}

  /// Feeds one input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    boolean isCompressed = (data[0] & 0x10) != 0;
    byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
    var whole = read(bytes, Math.max(1, bytes.length), isCompressed);
    var pieces = read(bytes, 1 + (data[0] & 15), isCompressed);
    if (!whole.equals(pieces)) {
      throw new AssertionError("in one: " + whole + ", in pieces: " + pieces);
    }
  }

  private static List<String> read(byte[] bytes, int size, boolean isCompressed) {
    List<String> understood = new ArrayList<>();
    var workspace = new Workspace(Compression.DEFAULT);
    var inflation = new Inflation(workspace, false);
    var sink =
        new FrameReader.Sink() {
          @Override
          public void message(boolean isText, ByteBuffer data) {
            if (data.remaining() > BYTES_MAX) {
              throw new AssertionError("a message of " + data.remaining() + " bytes");
            }
            understood.add((isText ? "text " : "binary ") + hex(data));
          }

          @Override
          public void control(int opcode, ByteBuffer data) {
            understood.add(opcode + " " + hex(data));
          }

          @Override
          public boolean isHalted() {
            return false;
          }
        };
    var reader = new FrameReader(sink, workspace, true, SETTINGS, isCompressed ? inflation : null);
    try {
      for (int from = 0; from < bytes.length; from += size) {
        reader.read(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from)));
      }
    } catch (FrameFailure refused) {
      understood.add("refused " + refused.code());
    } finally {
      inflation.end();
    }
    return understood;
  }

  private static String hex(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
