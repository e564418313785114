package dev.triga.reactor;

import dev.triga.async.Deferred;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A program that is one asynchronous function; see [Reactor#react(ReactorBuilder, Reactor.Main)].
final class React {
  private final Reactor reactor;
  private final Reactor.Main main;
  private int exitCode;

  private React(Reactor reactor, Reactor.Main main) {
    this.reactor = reactor;
    this.main = main;
  }

  static int run(ReactorBuilder settings, Reactor.Main main) {
    try (var reactor = settings.open()) {
      var program = new React(reactor, main);
      reactor.whenRunning(program::begin);
      reactor.run();
      return program.exitCode;
    } catch (Halt halt) {
      return halt.exitCode();
    }
  }

  private void begin() {
    Deferred<@Nullable Object> ended =
        Deferred.<@Nullable Object>maybeStage(this::main).on(reactor);
    Deferred<@Nullable Object> told =
        ended.handle((value, failure) -> {
          if (failure != null) {
            failed(failure);
          }
          reactor.stop();
          return null;
        });
    reactor
        .events()
        .before(
            SystemEvent.SHUTDOWN,
            (Trigger)
                () -> {
                  ended.cancel();
                  return told;
                });
  }

  @SuppressWarnings("unchecked") // Nobody looks at the value.
  private CompletionStage<@Nullable Object> main() throws Exception {
    return (CompletionStage<@Nullable Object>) main.begin(reactor);
  }

  private void failed(Throwable failure) {
    if (failure instanceof Halt halt) {
      throw halt;
    }
    boolean isStopped = reactor.state() == Reactor.State.STOPPING;
    if (!isStopped || !(failure instanceof CancellationException)) {
      exitCode = 1;
      reactor.log().error("the program failed: " + failure, failure);
    }
  }
}
