package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;

/// A descriptor that is held only to be given up when there is no other: with it, connections that
/// cannot be served are at least taken and closed, instead of waiting in the kernel's queue, where
/// they would be reported again and again.
///
/// It is a socket without an address: whoever accepts has called `socket` before, where `open`
/// would be one more function to link, and that of a shape of its own.
public final class ReserveDescriptor {
  private final CallMemory memory;
  private int held = Registered.CLOSED;

  ReserveDescriptor(CallMemory memory) {
    this.memory = memory;
    hold();
  }

  private void hold() {
    int socket = Sockets.socket(memory.errno, SocketConstants.AF_UNIX, SocketConstants.SOCK_STREAM);
    held = Math.max(Registered.CLOSED, socket);
  }

  /// Takes one connection of the listener and closes it; false when even that cannot be done.
  boolean refuseOne(int listener) {
    close();
    int connection = Sockets.accept(memory.errno, listener, 0, 0);
    if (connection >= 0) {
      Descriptors.close(memory.errno, connection);
    }
    hold();
    return connection >= 0;
  }

  void close() {
    if (held >= 0) {
      Descriptors.close(memory.errno, held);
      held = Registered.CLOSED;
    }
  }
}
