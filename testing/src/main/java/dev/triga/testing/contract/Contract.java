package dev.triga.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorBuilder;
import dev.triga.testing.Peer;
import dev.triga.testing.ReportedFailures;
import dev.triga.testing.TrigaTest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/// The floor on which the groups of behaviours stand: reactors that are closed after each test,
/// waiting with a deadline, a server and a client in one call.
@TrigaTest
@Timeout(30)
abstract class Contract {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final Supplier<ReactorUnderTest> subjects;
  private final List<Reactor> opened = new ArrayList<>();
  private @Nullable ReactorUnderTest subject;
  private @Nullable ReportedFailures failures;

  Contract(Supplier<ReactorUnderTest> subjects) {
    this.subjects = subjects;
  }

  @BeforeEach
  void makeSubject(ReportedFailures reported) {
    subject = subjects.get();
    failures = reported;
  }

  @AfterEach
  void closeEverything() {
    if (subject != null) {
      subject.conclude();
    }
    opened.forEach(Reactor::close);
    opened.clear();
    if (subject != null) {
      subject.close();
    }
  }

  /// The reactors under test.
  ReactorUnderTest subject() {
    var made = subject;
    if (made == null) {
      throw new IllegalStateException("the test has not begun");
    }
    return made;
  }

  /// What the reactors have logged as errors; a test that expects some takes them.
  ReportedFailures failures() {
    var reported = failures;
    if (reported == null) {
      throw new IllegalStateException("the test has not begun");
    }
    return reported;
  }

  /// Skips the test, with the reason, where the driver lacks something.
  void needs(ReactorUnderTest.Capability capability) {
    if (subject().supports(capability) instanceof Availability.Unavailable no) {
      assumeTrue(false, no.reason());
    }
  }

  // Reactors.

  Reactor open() {
    return open(settings -> settings);
  }

  Reactor open(UnaryOperator<ReactorBuilder> settings) {
    var reactor = settings.apply(subject().builder()).open();
    opened.add(reactor);
    return reactor;
  }

  /// A reactor that runs on a thread of its own.
  Reactor started() {
    return open().start();
  }

  Reactor started(UnaryOperator<ReactorBuilder> settings) {
    return open(settings).start();
  }

  /// Runs something on the turn of a running reactor and returns what it returns.
  <T extends @Nullable Object> T onTurn(Reactor reactor, Callable<T> work) {
    var result = new CompletableFuture<T>();
    reactor.execute(() -> {
      try {
        result.complete(work.call());
      } catch (Throwable t) {
        result.completeExceptionally(t);
      }
    });
    return await(result);
  }

  /// Something to do that may throw.
  interface Work {
    void run() throws Exception;
  }

  void doOnTurn(Reactor reactor, Work work) {
    var ignored =
        onTurn(
            reactor,
            () -> {
              work.run();
              return "done";
            });
  }

  /// Does something on another thread and waits for it, on the turn or off it.
  static <T> T elsewhere(Supplier<T> action) {
    return CompletableFuture.supplyAsync(action).join();
  }

  // Waiting.

  /// Lets time go on; see [ReactorUnderTest#pass].
  void pass(Duration time) {
    subject().pass(time);
  }

  void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + PATIENCE + " in vain: " + what);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw sneaky(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("waited " + PATIENCE + " in vain for " + stage, e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + stage, e);
    }
  }

  /// Throws whatever it is given, as it is.
  @SuppressWarnings("unchecked")
  static <E extends Throwable> RuntimeException sneaky(@Nullable Throwable thrown) throws E {
    throw (E) (thrown == null ? new AssertionError("nothing was thrown") : thrown);
  }

  /// The failure that a stage ends with.
  Throwable failureOf(CompletionStage<?> stage) {
    try {
      var value = stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("it did not fail but gave " + value);
    } catch (CancellationException e) {
      return e;
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    } catch (TimeoutException e) {
      throw new AssertionError("waited " + PATIENCE + " in vain for " + stage, e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + stage, e);
    }
  }

  /// Waits until the reactor has made whole passes after everything it was told until now.
  void settle(Reactor reactor) {
    for (int i = 0; i < 3; i++) {
      doOnTurn(reactor, () -> {});
    }
  }

  // Connections.

  /// A server on a running reactor, whose protocols can be waited for.
  final class Server<P extends Protocol> {
    final Reactor reactor;
    final ListeningPort port;
    private final BlockingQueue<P> accepted = new LinkedBlockingQueue<>();

    Server(Reactor reactor, ListenOptions options, Function<Transport, P> factory) {
      this.reactor = reactor;
      this.port =
          onTurn(
              reactor,
              () ->
                  reactor.listen(
                      subject().endpoint(),
                      options,
                      (ProtocolFactory<P>)
                          transport -> {
                            var made = factory.apply(transport);
                            accepted.add(made);
                            return made;
                          }));
    }

    Peer connect() {
      return subject().connect(port.localAddress());
    }

    P next() {
      try {
        var protocol = accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (protocol == null) {
          throw new AssertionError("no connection was accepted within " + PATIENCE);
        }
        return protocol;
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while waiting for a connection", e);
      }
    }
  }

  Server<Recorder> serve() {
    return serve(Recorder::new);
  }

  <P extends Protocol> Server<P> serve(Function<Transport, P> factory) {
    return serve(started(), ListenOptions.DEFAULT, factory);
  }

  <P extends Protocol> Server<P> serve(
      Reactor reactor, ListenOptions options, Function<Transport, P> factory) {
    return new Server<>(reactor, options, factory);
  }

  /// A foreign client and our end of its connection.
  record Pair<P extends Protocol>(Reactor reactor, Peer peer, P protocol) {}

  Pair<Recorder> pair() {
    return pair(Recorder::new);
  }

  <P extends Protocol> Pair<P> pair(Function<Transport, P> factory) {
    var server = serve(factory);
    var peer = server.connect();
    var protocol = server.next();
    settle(server.reactor);
    return new Pair<>(server.reactor, peer, protocol);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  /// A buffer of `count` bytes that count up.
  static byte[] pattern(int count) {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + (i >>> 8));
    }
    return bytes;
  }

  void assertSoon(Object expected, Supplier<?> actual) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!expected.equals(actual.get()) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    assertEquals(expected, actual.get());
  }
}
