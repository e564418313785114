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
  static final String TRIGA_NIO = "triga-nio";
  static final String NETTY_NIO = "netty-nio";
  static final String NETTY_URING = "netty-io_uring";
  static final String NETTY_URING_RING = "netty-io_uring-ring";

  private EchoServers() {}

  /// Servers that echo until the peer closes.
  static List<Contestant> all(NativePrograms programs) {
    return List.of(
        Contestant.ofReference(ServerTable.C_EPOLL, programs, List.of()),
        Contestant.ofClass(TRIGA_EPOLL, TrigaEcho.class, "epoll"),
        Contestant.ofClass(TRIGA_NIO, TrigaEcho.class, "nio"),
        Contestant.ofClass(NETTY_NIO, NettyEcho.class, "nio"),
        Contestant.ofClass(ServerTable.NETTY_EPOLL, NettyEcho.class, "epoll"),
        Contestant.ofClass(NETTY_URING, NettyEcho.class, "io_uring"),
        Contestant.ofClass(NETTY_URING_RING, NettyEcho.class, "io_uring-ring"),
        Contestant.ofClass("vertx-native", VertxEcho.class, "native"));
  }

  /// Servers that echo once and close.
  static List<Contestant> closing(NativePrograms programs) {
    return List.of(
        Contestant.ofReference(ServerTable.C_EPOLL, programs, List.of("--close")),
        Contestant.ofClass(TRIGA_EPOLL, TrigaEcho.class, "epoll", "close"),
        Contestant.ofClass(TRIGA_NIO, TrigaEcho.class, "nio", "close"),
        Contestant.ofClass(NETTY_NIO, NettyEcho.class, "nio", "close"),
        Contestant.ofClass(ServerTable.NETTY_EPOLL, NettyEcho.class, "epoll", "close"));
  }
}
