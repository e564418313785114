package dev.triga.benchmarks.micro;

import dev.triga.async.Deferred;

/// Triga's Deferred, without an owner.
final class TrigaChain implements ChainSubject {
  @Override
  public int chain(int length) {
    var first = new Deferred<Integer>();
    Deferred<Integer> last = first;
    for (int i = 0; i < length; i++) {
      last = last.thenApply(n -> n + 1);
    }
    first.succeed(0);
    return last.resultNow();
  }
}
