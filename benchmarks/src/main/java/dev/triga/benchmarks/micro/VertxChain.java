package dev.triga.benchmarks.micro;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/// Vert.x's future, without a context.
final class VertxChain implements ChainSubject {
  @Override
  public int chain(int length) {
    Promise<Integer> first = Promise.promise();
    Future<Integer> last = first.future();
    for (int i = 0; i < length; i++) {
      last = last.map(n -> n + 1);
    }
    first.complete(0);
    if (!last.succeeded()) {
      throw new IllegalStateException("the chain broke off before its end");
    }
    return last.result();
  }
}
