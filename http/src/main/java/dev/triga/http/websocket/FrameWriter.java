package dev.triga.http.websocket;

import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Writes frames. Small ones go to the transport as one piece, large ones of a server without being
/// copied here. On the turn.
final class FrameWriter {
  private static final int HEAD_BYTES_MAX = 14;

  /// Up to so many bytes, one copy costs less than another write.
  private static final int COPIED_BYTES_MAX = 2048;

  private static final int FINAL = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int MASKED = 0x80;

  private final Transport transport;
  private final Workspace workspace;
  private final boolean isServer;
  private final @Nullable Deflation deflation;

  /// A writer.
  ///
  /// @param isServer whether frames go unmasked
  /// @param deflation for messages, if that was agreed on
  FrameWriter(
      Transport transport, Workspace workspace, boolean isServer, @Nullable Deflation deflation) {
    this.transport = transport;
    this.workspace = workspace;
    this.isServer = isServer;
    this.deflation = deflation;
  }

  /// Whether a message would go as it is, or as it is compressed for all who forget.
  boolean isShareable() {
    return isServer && (deflation == null || !deflation.keepsContext());
  }

  /// Writes a message, and leaves the position of its bytes at their limit.
  WriteOutcome message(int opcode, ByteBuffer bytes) {
    int size = bytes.remaining();
    if (deflation != null && size > 0 && size >= workspace.compression().fromBytes()) {
      int from = bytes.position();
      int length = deflation.deflate(bytes);
      if (length < size || deflation.keepsContext()) {
        bytes.position(bytes.limit());
        return frame(opcode | COMPRESSED, ByteBuffer.wrap(workspace.deflated(), 0, length), length);
      }
      bytes.position(from);
    }
    return frame(opcode, bytes, size);
  }

  /// Writes a control frame.
  WriteOutcome control(int opcode, ByteBuffer bytes) {
    return frame(opcode, bytes, bytes.remaining());
  }

  private WriteOutcome frame(int bits, ByteBuffer bytes, int size) {
    if (isServer && size > COPIED_BYTES_MAX) {
      var head = workspace.outgoing(HEAD_BYTES_MAX);
      head(head, bits, size, 0);
      if (transport.write(head.flip()) == WriteOutcome.CLOSED) {
        bytes.position(bytes.limit());
        return WriteOutcome.CLOSED;
      }
      return transport.write(bytes);
    }
    var out = workspace.outgoing(HEAD_BYTES_MAX + size);
    if (isServer) {
      head(out, bits, size, 0);
      out.put(bytes);
    } else {
      int key = workspace.key();
      head(out, bits, size, MASKED);
      out.putInt(key);
      int offset = out.arrayOffset();
      int from = out.position();
      out.put(bytes);
      Mask.apply(out.array(), offset + from, offset + out.position(), key);
    }
    return transport.write(out.flip());
  }

  private static void head(ByteBuffer out, int bits, int size, int mask) {
    out.put((byte) (FINAL | bits));
    if (size < 126) {
      out.put((byte) (mask | size));
    } else if (size < 1 << Character.SIZE) {
      out.put((byte) (mask | 126)).putShort((short) size);
    } else {
      out.put((byte) (mask | 127)).putLong(size);
    }
  }

  /// A message of a server as one frame, for any number of peers.
  static ByteBuffer whole(int bits, ByteBuffer bytes) {
    var out = ByteBuffer.allocate(HEAD_BYTES_MAX + bytes.remaining());
    head(out, bits, bytes.remaining(), 0);
    return out.put(bytes.duplicate()).flip();
  }

  /// The same, compressed; or null if that is not worth it.
  static @Nullable ByteBuffer compressed(Workspace workspace, int opcode, ByteBuffer bytes) {
    int size = bytes.remaining();
    if (size == 0 || size < workspace.compression().fromBytes()) {
      return null;
    }
    int length = workspace.deflation().deflate(bytes.duplicate());
    return length < size
        ? whole(opcode | COMPRESSED, ByteBuffer.wrap(workspace.deflated(), 0, length))
        : null;
  }
}
