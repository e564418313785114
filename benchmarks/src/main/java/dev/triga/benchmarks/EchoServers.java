package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Contestant;
import dev.triga.benchmarks.harness.NativePrograms;
import dev.triga.benchmarks.servers.NettyEcho;
import dev.triga.benchmarks.servers.NettyFile;
import dev.triga.benchmarks.servers.NettyStream;
import dev.triga.benchmarks.servers.TrigaEcho;
import dev.triga.benchmarks.servers.TrigaFile;
import dev.triga.benchmarks.servers.TrigaStream;
import dev.triga.benchmarks.servers.VertxEcho;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The echo servers that are compared, in the order of the tables.
final class EchoServers {
  static final String C_EPOLL_END = "c-epoll-orderly";
  static final String TRIGA_EPOLL = "triga-epoll";
  static final String C_URING = "c-io_uring";
  static final String TRIGA_EPOLL_SPIN = "triga-epoll-spin";
  static final String TRIGA_URING = "triga-io_uring";
  static final String TRIGA_POLL = "triga-poll";
  static final String TRIGA_SELECT = "triga-select";
  static final String TRIGA_NIO = "triga-nio";
  static final String NETTY_NIO = "netty-nio";
  static final String NETTY_URING = "netty-io_uring";
  static final String NETTY_URING_RING = "netty-io_uring-ring";
  static final String NETTY_TCNATIVE = "netty-epoll-tcnative";
  static final String VERTX_NATIVE = "vertx-native";

  private static final String TCNATIVE = "-tcnative";

  static final List<String> NAMES =
      List.of(
          ServerTable.C_EPOLL,
          C_URING,
          TRIGA_EPOLL,
          TRIGA_EPOLL_SPIN,
          TRIGA_URING,
          TRIGA_POLL,
          TRIGA_SELECT,
          TRIGA_NIO,
          NETTY_NIO,
          ServerTable.NETTY_EPOLL,
          NETTY_URING,
          NETTY_URING_RING,
          VERTX_NATIVE);

  /// Those that can be asked what is on their heap.
  static final List<String> JVM_NAMES =
      NAMES.stream().filter(name -> !name.startsWith("c-")).toList();

  static final List<String> PLAIN_NAMES =
      List.of(
          ServerTable.C_EPOLL,
          TRIGA_EPOLL,
          TRIGA_URING,
          TRIGA_NIO,
          NETTY_NIO,
          ServerTable.NETTY_EPOLL);

  /// Those that close first, once plainly and once when the peer has ended its side too.
  static final List<String> CLOSING_NAMES =
      Stream.concat(Stream.of(ServerTable.C_EPOLL, C_EPOLL_END), PLAIN_NAMES.stream().skip(1))
          .toList();

  static final List<String> SECURE_NAMES =
      List.of(
          TRIGA_EPOLL, TRIGA_URING, TRIGA_NIO, NETTY_NIO, ServerTable.NETTY_EPOLL, NETTY_TCNATIVE);

  private EchoServers() {}

  /// The server with this name, echoing until the peer closes.
  static Contestant echoing(String name, NativePrograms programs) {
    return switch (name) {
      case ServerTable.C_EPOLL -> Contestant.ofReference(name, programs, List.of());
      case C_URING -> Contestant.ofRingReference(name, programs);
      case VERTX_NATIVE -> Contestant.ofClass(name, VertxEcho.class, "native");
      case TRIGA_EPOLL_SPIN -> Contestant.ofClass(name, TrigaEcho.class, "epoll", "spin");
      default -> Contestant.ofClass(name, echoOf(name), driverOf(name));
    };
  }

  /// The server with this name, echoing once and closing.
  static Contestant closing(String name, NativePrograms programs) {
    return switch (name) {
      case ServerTable.C_EPOLL -> Contestant.ofReference(name, programs, List.of("--close"));
      case C_EPOLL_END -> Contestant.ofReference(name, programs, List.of("--end"));
      default -> Contestant.ofClass(name, echoOf(name), driverOf(name), "close");
    };
  }

  /// The server with this name, writing blocks of so many bytes as fast as the peer takes them.
  static Contestant streaming(String name, NativePrograms programs, int blockBytes) {
    String size = Integer.toString(blockBytes);
    return name.equals(ServerTable.C_EPOLL)
        ? Contestant.ofReference(name, programs, List.of("--stream", size))
        : Contestant.ofClass(
            name, isOurs(name) ? TrigaStream.class : NettyStream.class, driverOf(name), size);
  }

  /// The server with this name, sending a file over and over as fast as the peer takes it.
  static Contestant sending(String name, NativePrograms programs, Path file) {
    String path = file.toString();
    return name.equals(ServerTable.C_EPOLL)
        ? Contestant.ofReference(name, programs, List.of("--send", path))
        : Contestant.ofClass(
            name, isOurs(name) ? TrigaFile.class : NettyFile.class, driverOf(name), path);
  }

  /// The server with this name, speaking TLS.
  ///
  /// @param closes whether it closes each connection after one echo
  static Contestant secure(String name, Path keyFile, boolean closes) {
    boolean isNative = name.endsWith(TCNATIVE);
    String driver = driverOf(name);
    List<String> arguments = new ArrayList<>();
    arguments.add(isNative ? driver.substring(0, driver.length() - TCNATIVE.length()) : driver);
    arguments.add(isNative ? "tcnative" : "tls");
    arguments.add(keyFile.toString());
    if (closes) {
      arguments.add("close");
    }
    return Contestant.ofClass(name, echoOf(name), arguments.toArray(String[]::new));
  }

  private static Class<?> echoOf(String name) {
    return isOurs(name) ? TrigaEcho.class : NettyEcho.class;
  }

  private static boolean isOurs(String name) {
    return name.startsWith("triga");
  }

  private static String driverOf(String name) {
    return name.substring(name.indexOf('-') + 1);
  }
}
