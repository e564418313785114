package dev.triga.benchmarks.micro;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;

/// Netty's promise. It has no chaining of its own: a listener completes the next promise.
final class NettyChain implements ChainSubject {
  @Override
  public int chain(int length) {
    Promise<Integer> first = ImmediateEventExecutor.INSTANCE.newPromise();
    Promise<Integer> last = first;
    for (int i = 0; i < length; i++) {
      Promise<Integer> next = ImmediateEventExecutor.INSTANCE.newPromise();
      last.addListener(done -> next.setSuccess((Integer) done.getNow() + 1));
      last = next;
    }
    first.setSuccess(0);
    return last.getNow();
  }
}
