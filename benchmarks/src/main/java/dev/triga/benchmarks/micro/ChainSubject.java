package dev.triga.benchmarks.micro;

/// A result that is still to come, under test.
public interface ChainSubject extends AutoCloseable {
  /// Creates a result, chains so many functions that add one to it, and completes it with zero.
  ///
  /// @return what the last function returned
  int chain(int length);

  /// Does so many times, one after the other, what [#chain] does.
  ///
  /// @return the sum of what the last functions returned
  default long chains(int length, int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += chain(length);
    }
    return sum;
  }

  @Override
  default void close() {}

  /// The contestant with this name.
  static ChainSubject open(String name) {
    return switch (name) {
      case "triga-deferred" -> new TrigaTurnChain();
      case "triga-no-owner" -> new TrigaChain();
      case "jdk-completable" -> new JdkChain();
      case "netty-promise" -> new NettyChain();
      case "vertx-future" -> new VertxChain();
      default -> throw new IllegalArgumentException("Unknown result " + name);
    };
  }
}
