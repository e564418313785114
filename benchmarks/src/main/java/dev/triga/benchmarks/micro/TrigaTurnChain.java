package dev.triga.benchmarks.micro;

import static dev.triga.async.Await.await;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.util.function.Function;

/// Triga's Deferred, owned by a reactor and used on its turn, as in every callback.
///
/// Listeners are told after the callback that completes the chain, so the last function of a chain
/// begins the next one.
final class TrigaTurnChain implements ChainSubject {
  private final Reactor reactor = Reactor.open().start();

  @Override
  public int chain(int length) {
    return (int) chains(length, 1);
  }

  @Override
  public long chains(int length, int count) {
    var series = new Series(length, count);
    reactor.execute(series::begin);
    return await(series.sum);
  }

  @Override
  public void close() {
    reactor.close();
  }

  /// Chains of the same length.
  private final class Series {
    private final Deferred<Long> sum = new Deferred<>(reactor);
    private final Function<Integer, Integer> lastFunction = this::end;
    private final int length;
    private int left;
    private long total;

    Series(int length, int count) {
      this.length = length;
      this.left = count;
    }

    void begin() {
      var first = new Deferred<Integer>(reactor);
      Deferred<Integer> last = first;
      for (int i = 1; i < length; i++) {
        last = last.thenApply(n -> n + 1);
      }
      last.thenApply(lastFunction);
      first.succeed(0);
    }

    private int end(int n) {
      total += n + 1;
      if (--left == 0) {
        sum.succeed(total);
      } else {
        begin();
      }
      return n + 1;
    }
  }
}
