package dev.triga.benchmarks.micro;

import java.util.concurrent.CompletableFuture;

/// The JDK's future.
final class JdkChain implements ChainSubject {
  @Override
  public int chain(int length) {
    var first = new CompletableFuture<Integer>();
    CompletableFuture<Integer> last = first;
    for (int i = 0; i < length; i++) {
      last = last.thenApply(n -> n + 1);
    }
    first.complete(0);
    return last.join();
  }
}
