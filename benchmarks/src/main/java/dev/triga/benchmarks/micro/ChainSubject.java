package dev.triga.benchmarks.micro;

/// A result that is still to come, under test.
@FunctionalInterface
public interface ChainSubject {
  /// Creates a result, chains so many functions that add one to it, and completes it with zero.
  ///
  /// @return what the last function returned
  int chain(int length);

  /// The contestant with this name.
  static ChainSubject of(String name) {
    return switch (name) {
      case "triga-deferred" -> new TrigaChain();
      case "jdk-completable" -> new JdkChain();
      case "netty-promise" -> new NettyChain();
      case "vertx-future" -> new VertxChain();
      default -> throw new IllegalArgumentException("Unknown result " + name);
    };
  }
}
