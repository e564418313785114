package dev.triga.benchmarks.micro;

import java.util.concurrent.Executor;

/// Something that runs tasks on one thread, under test.
public interface LoopSubject extends Executor, AutoCloseable {
  @Override
  void close();

  /// The contestant with this name.
  static LoopSubject open(String name) {
    return switch (name) {
      case "triga-epoll" -> new TrigaLoop("epoll");
      case "triga-nio" -> new TrigaLoop("nio");
      case "netty-epoll" -> NettyLoop.epoll();
      case "netty-nio" -> NettyLoop.nio();
      case "jdk-executor" -> new JdkLoop();
      case "park" -> new ParkedThread();
      default -> throw new IllegalArgumentException("Unknown loop " + name);
    };
  }
}
