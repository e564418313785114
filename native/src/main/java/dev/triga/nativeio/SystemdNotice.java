package dev.triga.nativeio;

import dev.triga.driver.Availability;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.NativeMemory;
import dev.triga.nativeio.libc.SocketAddresses;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.net.UnixAbstractAddress;
import java.lang.foreign.Arena;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;

/// One datagram to whoever supervises this process, in the way of `sd_notify(3)`.
final class SystemdNotice {
  private SystemdNotice() {}

  static Availability send(String socket, String state) {
    SocketAddress address =
        socket.startsWith("@")
            ? UnixAbstractAddress.of(socket.substring(1))
            : UnixDomainSocketAddress.of(socket);
    try (CallMemory memory = CallMemory.acquire();
        Arena arena = Arena.ofConfined()) {
      int descriptor =
          Sockets.socket(memory.errno, SocketConstants.AF_UNIX, SocketConstants.SOCK_DGRAM);
      if (descriptor < 0) {
        return failed(socket, descriptor);
      }
      try {
        int length = SocketAddresses.encode(address, memory.address);
        int outcome = Sockets.connect(memory.errno, descriptor, memory.address, length);
        if (outcome >= 0) {
          byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
          long text = arena.allocate(bytes.length).address();
          NativeMemory.putBytes(text, bytes);
          outcome = Descriptors.write(memory.errno, descriptor, text, bytes.length);
        }
        return outcome >= 0 ? Availability.YES : failed(socket, outcome);
      } finally {
        Descriptors.close(memory.errno, descriptor);
      }
    }
  }

  private static Availability failed(String socket, int outcome) {
    return Availability.no("cannot tell " + socket + ": " + Errno.sentence(outcome));
  }
}
