package dev.triga.benchmarks.micro;

import static dev.triga.async.Await.await;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;

/// Coroutines of a reactor on its own thread.
final class TrigaAwait implements AwaitSubject {
  private static final int BATCH = 100;

  private final Reactor reactor;

  /// @param carrier what carries them: `loop` or `threads`
  TrigaAwait(String carrier) {
    System.setProperty("triga.coroutines", carrier);
    reactor = Reactor.open().start();
  }

  @Override
  public void roundTrips(int count) {
    await(
        reactor.async(() -> {
          var ready = new Deferred<String>(reactor);
          ready.succeed("there already");
          for (int i = 0; i < count; i++) {
            await(ready);
          }
          return "done";
        }));
  }

  @Override
  public void answers(int count) {
    await(
        reactor.async(() -> {
          for (int i = 0; i < count; i++) {
            var answer = new Deferred<String>(reactor);
            reactor.execute(() -> answer.succeed("answer"));
            await(answer);
          }
          return "done";
        }));
  }

  @Override
  public void coroutines(int count) {
    await(
        reactor.async(() -> {
          for (int i = 0; i < count; i += BATCH) {
            Deferred<String> last = reactor.async(() -> "done");
            for (int j = 1; j < BATCH; j++) {
              last = reactor.async(() -> "done");
            }
            await(last);
          }
          return "done";
        }));
  }

  @Override
  public void close() {
    reactor.close();
  }
}
