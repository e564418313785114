package dev.triga.benchmarks;

import dev.triga.benchmarks.harness.Contestant;
import dev.triga.benchmarks.harness.NativePrograms;
import dev.triga.benchmarks.servers.NettyEcho;
import dev.triga.benchmarks.servers.TrigaEcho;
import dev.triga.benchmarks.servers.VertxEcho;
import java.util.List;

/// The echo servers that are compared, in the order of the tables.
final class EchoServers {
  static final String TRIGA_EPOLL = "triga-epoll";
  static final String C_URING = "c-io_uring";
  static final String TRIGA_URING = "triga-io_uring";
  static final String TRIGA_POLL = "triga-poll";
  static final String TRIGA_SELECT = "triga-select";
  static final String TRIGA_NIO = "triga-nio";
  static final String NETTY_NIO = "netty-nio";
  static final String NETTY_URING = "netty-io_uring";
  static final String NETTY_URING_RING = "netty-io_uring-ring";
  static final String VERTX_NATIVE = "vertx-native";

  static final List<String> NAMES =
      List.of(
          ServerTable.C_EPOLL,
          C_URING,
          TRIGA_EPOLL,
          TRIGA_URING,
          TRIGA_POLL,
          TRIGA_SELECT,
          TRIGA_NIO,
          NETTY_NIO,
          ServerTable.NETTY_EPOLL,
          NETTY_URING,
          NETTY_URING_RING,
          VERTX_NATIVE);
  static final List<String> CLOSING_NAMES =
      List.of(
          ServerTable.C_EPOLL,
          TRIGA_EPOLL,
          TRIGA_URING,
          TRIGA_NIO,
          NETTY_NIO,
          ServerTable.NETTY_EPOLL);

  private EchoServers() {}

  /// The server with this name, echoing until the peer closes.
  static Contestant echoing(String name, NativePrograms programs) {
    return server(name, programs, false);
  }

  /// The server with this name, echoing once and closing.
  static Contestant closing(String name, NativePrograms programs) {
    return server(name, programs, true);
  }

  private static Contestant server(String name, NativePrograms programs, boolean closes) {
    return switch (name) {
      case ServerTable.C_EPOLL ->
          Contestant.ofReference(name, programs, closes ? List.of("--close") : List.of());
      case C_URING -> Contestant.ofRingReference(name, programs);
      case VERTX_NATIVE -> Contestant.ofClass(name, VertxEcho.class, "native");
      default -> {
        int dash = name.indexOf('-');
        Class<?> main = name.startsWith("triga") ? TrigaEcho.class : NettyEcho.class;
        String driver = name.substring(dash + 1);
        yield closes
            ? Contestant.ofClass(name, main, driver, "close")
            : Contestant.ofClass(name, main, driver);
      }
    };
  }
}
