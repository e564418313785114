package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.Staging;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Sends a buffer of the user's, of whichever kind, without keeping it.
///
/// A direct buffer is sent from where it is. A heap buffer has no address that holds still, so it
/// goes through a piece of native memory that the driver keeps for that.
final class BufferSend {
  private BufferSend() {}

  /// Sends as much as the system takes and moves the position past it; false when the connection
  /// broke.
  static boolean send(StreamSocket socket, ByteBuffer data) {
    return data.isDirect() ? sendInPlace(socket, data) : sendStaged(socket, data);
  }

  private static boolean sendInPlace(StreamSocket socket, ByteBuffer data) {
    // The address of a segment made from a buffer is that of the buffer's position.
    int taken = socket.send(MemorySegment.ofBuffer(data).address(), data.remaining());
    data.position(data.position() + Math.max(0, taken));
    return taken >= 0;
  }

  private static boolean sendStaged(StreamSocket socket, ByteBuffer data) {
    Staging staging = socket.driver().memory.staging();
    while (data.hasRemaining() && !socket.isFull()) {
      int length = staging.fill(data);
      int taken = socket.send(staging.address(), length);
      data.position(data.position() + Math.max(0, taken));
      if (taken < 0) {
        return false;
      }
    }
    return true;
  }
}
