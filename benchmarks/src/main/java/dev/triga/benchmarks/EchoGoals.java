package dev.triga.benchmarks;

import static dev.triga.benchmarks.EchoServers.NETTY_NIO;
import static dev.triga.benchmarks.EchoServers.NETTY_URING;
import static dev.triga.benchmarks.EchoServers.NETTY_URING_RING;
import static dev.triga.benchmarks.EchoServers.TRIGA_EPOLL;
import static dev.triga.benchmarks.EchoServers.TRIGA_EPOLL_SPIN;
import static dev.triga.benchmarks.EchoServers.TRIGA_NIO;
import static dev.triga.benchmarks.EchoServers.TRIGA_POLL;
import static dev.triga.benchmarks.EchoServers.TRIGA_SELECT;
import static dev.triga.benchmarks.EchoServers.TRIGA_URING;
import static dev.triga.benchmarks.ServerTable.C_EPOLL;
import static dev.triga.benchmarks.ServerTable.NETTY_EPOLL;

import dev.triga.benchmarks.harness.LoadShape;
import dev.triga.benchmarks.harness.Measured;
import dev.triga.benchmarks.harness.Window;
import dev.triga.benchmarks.report.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the echo figures are held against.
final class EchoGoals {
  private EchoGoals() {}

  static List<Goal> of(Map<LoadShape, Measured> results) {
    List<Goal> goals = new ArrayList<>();
    results.forEach((shape, measured) -> {
      if (shape.depth() > 1) {
        goals.add(pipelined(measured));
      } else {
        goals.add(cpu(measured, TRIGA_EPOLL, C_EPOLL, 1.07));
      }
      if (shape.depth() == 1 && shape.connections() == 1) {
        goals.add(spinning(measured));
      }
      if (shape.depth() == 1 && shape.connections() > 1) {
        goals.add(cpu(measured, TRIGA_URING, C_EPOLL, 1.0));
        goals.add(cpu(measured, TRIGA_URING, NETTY_EPOLL, 0.9));
        goals.add(cpu(measured, TRIGA_URING, NETTY_URING_RING, 0.97));
      }
      if (shape.depth() == 1 && shape.connections() > 1) {
        double limit = shape.connections() >= 1000 ? 0.88 : 0.95;
        goals.add(cpu(measured, TRIGA_EPOLL, NETTY_EPOLL, limit));
        goals.add(user(measured));
        goals.add(cpu(measured, TRIGA_NIO, NETTY_NIO, 0.95));
      }
      if (shape.depth() == 1 && shape.connections() == 64) {
        goals.add(cpu(measured, TRIGA_POLL, C_EPOLL, 1.1));
        goals.add(cpu(measured, TRIGA_SELECT, C_EPOLL, 1.1));
      }
    });
    return goals;
  }

  private static Goal cpu(Measured measured, String name, String other, double limit) {
    return new Goal(
        where(measured) + name + " / " + other + ", CPU",
        limit,
        measured.ratio(name, other, Window::cpuMicros));
  }

  private static Goal user(Measured measured) {
    return new Goal(
        where(measured) + TRIGA_EPOLL + " / " + NETTY_EPOLL + ", user CPU",
        0.5,
        measured.userMicros(TRIGA_EPOLL) / measured.userMicros(NETTY_EPOLL));
  }

  private static Goal spinning(Measured measured) {
    return new Goal(
        where(measured) + TRIGA_EPOLL_SPIN + " / " + TRIGA_EPOLL + ", p50",
        0.5,
        measured.ratio(TRIGA_EPOLL_SPIN, TRIGA_EPOLL, Window::p50Micros));
  }

  private static Goal pipelined(Measured measured) {
    double ratio =
        Stream.of(NETTY_NIO, NETTY_EPOLL, NETTY_URING, NETTY_URING_RING)
            .mapToDouble(peer -> measured.ratio(TRIGA_EPOLL, peer, Window::cpuMicros))
            .filter(Double::isFinite)
            .max()
            .orElse(Double.NaN);
    return new Goal(where(measured) + TRIGA_EPOLL + " / Netty's best, CPU", 1, ratio);
  }

  private static String where(Measured measured) {
    return measured.shape().title() + ": ";
  }
}
