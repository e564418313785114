package dev.triga.nativeio.socket;

import static dev.triga.nativeio.libc.SocketConstants.IPPROTO_TCP;
import static dev.triga.nativeio.libc.SocketConstants.SOL_SOCKET;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.Platform;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import java.io.IOException;
import java.net.SocketOption;
import java.util.Map;
import java.util.TreeSet;

/// The options of `java.net` and `jdk.net` by the numbers of the kernel. They are found by name, so
/// that this module does not need `jdk.net`.
public final class SocketOptionNumbers {
  private static final String LINGER = "SO_LINGER";

  private record KernelOption(int level, int option) {}

  private static final Map<String, KernelOption> NUMBERS =
      Map.ofEntries(
          Map.entry("TCP_NODELAY", new KernelOption(IPPROTO_TCP, SocketConstants.TCP_NODELAY)),
          Map.entry("TCP_KEEPIDLE", new KernelOption(IPPROTO_TCP, SocketConstants.TCP_KEEPIDLE)),
          Map.entry(
              "TCP_KEEPINTERVAL", new KernelOption(IPPROTO_TCP, SocketConstants.TCP_KEEPINTVL)),
          Map.entry("TCP_KEEPCOUNT", new KernelOption(IPPROTO_TCP, SocketConstants.TCP_KEEPCNT)),
          Map.entry("SO_KEEPALIVE", new KernelOption(SOL_SOCKET, SocketConstants.SO_KEEPALIVE)),
          Map.entry("SO_REUSEADDR", new KernelOption(SOL_SOCKET, SocketConstants.SO_REUSEADDR)),
          Map.entry("SO_REUSEPORT", new KernelOption(SOL_SOCKET, SocketConstants.SO_REUSEPORT)),
          Map.entry("SO_SNDBUF", new KernelOption(SOL_SOCKET, SocketConstants.SO_SNDBUF)),
          Map.entry("SO_RCVBUF", new KernelOption(SOL_SOCKET, SocketConstants.SO_RCVBUF)),
          Map.entry("SO_BROADCAST", new KernelOption(SOL_SOCKET, SocketConstants.SO_BROADCAST)),
          Map.entry(
              "IP_TOS", new KernelOption(SocketConstants.IPPROTO_IP, SocketConstants.IP_TOS)));

  private SocketOptionNumbers() {}

  public static <T> T read(CallMemory memory, int descriptor, SocketOption<T> option)
      throws IOException {
    int value = value(memory, descriptor, option);
    if (value == Sockets.NO_LINGER) {
      return option.type().cast(-1);
    }
    if (value < 0) {
      throw new IOException("cannot read " + option.name() + ": " + Errno.sentence(value));
    }
    if (option.type() == Boolean.class) {
      return option.type().cast(value != 0);
    }
    return option.type().cast(isDoubled(option) ? value / 2 : value);
  }

  private static int value(CallMemory memory, int descriptor, SocketOption<?> option) {
    if (isLinger(option)) {
      return Sockets.linger(memory, descriptor);
    }
    KernelOption known = known(option);
    return Sockets.option(memory, descriptor, known.level, known.option);
  }

  private static boolean isLinger(SocketOption<?> option) {
    return option.name().equals(LINGER);
  }

  /// Linux answers with twice the buffer size that was set, because it counts its own overhead in.
  private static boolean isDoubled(SocketOption<?> option) {
    return !Platform.MACOS
        && (option.name().equals("SO_SNDBUF") || option.name().equals("SO_RCVBUF"));
  }

  public static <T> void write(CallMemory memory, int descriptor, SocketOption<T> option, T value)
      throws IOException {
    int plain =
        switch (value) {
          case Boolean flag -> flag ? 1 : 0;
          case Integer size -> size;
          default ->
              throw new IllegalArgumentException(
                  option.name() + " takes a boolean or an integer, not " + value);
        };
    int outcome = set(memory, descriptor, option, plain);
    if (outcome < 0) {
      throw new IOException(
          "cannot set " + option.name() + " to " + value + ": " + Errno.sentence(outcome));
    }
  }

  private static int set(CallMemory memory, int descriptor, SocketOption<?> option, int value) {
    if (isLinger(option)) {
      return Sockets.linger(memory, descriptor, value);
    }
    KernelOption known = known(option);
    return Sockets.setOption(memory, descriptor, known.level, known.option, value);
  }

  private static KernelOption known(SocketOption<?> option) {
    KernelOption known = NUMBERS.get(option.name());
    if (known == null) {
      throw new UnsupportedOperationException(
          "native drivers do not know the option "
              + option.name()
              + "; they know "
              + LINGER
              + ", "
              + String.join(", ", new TreeSet<>(NUMBERS.keySet())));
    }
    return known;
  }
}
