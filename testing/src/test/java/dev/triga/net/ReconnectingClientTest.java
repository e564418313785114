package dev.triga.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Backoff;
import dev.triga.async.Deferred;
import dev.triga.net.ReconnectingClient.State;
import dev.triga.reactor.LogLevel;
import dev.triga.service.Service;
import dev.triga.service.ServiceGroup;
import dev.triga.testing.Gen;
import dev.triga.testing.LogCapture;
import dev.triga.testing.MemoryNetwork;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.RecordingProtocol;
import dev.triga.testing.Seed;
import dev.triga.testing.TrigaTest;
import dev.triga.testing.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A client that comes back, on a clock that stands still unless the test moves it.
@TrigaTest
class ReconnectingClientTest {
  private static final Endpoint SERVER = Endpoint.parse("tcp:10.0.0.1:7000");
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Backoff DOUBLING = Backoff.exponential(SECOND, Duration.ofMinutes(1));

  /// Chance without chance: everything is as long as it gets.
  private static final RandomGenerator NEVER_SHORTER = () -> 0L;

  private final List<Duration> attempts = new ArrayList<>();
  private final List<Transport> served = new ArrayList<>();
  private final MemoryReactor memory =
      MemoryReactor.open(
          new MemoryNetwork(VirtualClock.manual()), settings -> settings.random(NEVER_SHORTER));

  @AfterEach
  void close() {
    memory.clock().letRun();
    memory.close();
  }

  private Duration now() {
    return memory.clock().now();
  }

  private ListeningPort serve() {
    return memory
        .reactor()
        .listen(
            SERVER,
            transport -> {
              served.add(transport);
              return new RecordingProtocol(transport);
            });
  }

  private ReconnectingClient.Settings<RecordingProtocol> settings() {
    return ReconnectingClient.of(SERVER, RecordingProtocol::new).backoff(DOUBLING);
  }

  private ReconnectingClient<RecordingProtocol> start() {
    return start(settings());
  }

  private ReconnectingClient<RecordingProtocol> start(
      ReconnectingClient.Settings<RecordingProtocol> settings) {
    var client = settings.start(memory.reactor());
    memory.settle();
    return client;
  }

  /// The times of attempts, seen by what the back-off is asked.
  private Backoff noting(Backoff backoff) {
    return backoff.retryIf(failure -> attempts.add(now()));
  }

  /// Somebody listens to it.
  private static <T> Deferred<T> heard(Deferred<T> deferred) {
    deferred.handle((value, failure) -> null);
    return deferred;
  }

  // Coming back.

  @Test
  void itConnectsAndTellsWhoWaits() {
    serve();
    var client = start();
    var connected = client.whenConnected();
    memory.settle();
    assertThat(client.state()).isEqualTo(State.CONNECTED);
    assertThat(connected.resultNow()).isSameAs(client.current().orElseThrow());
    assertThat(client.whenConnected().resultNow()).isSameAs(connected.resultNow());
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void attemptsAreAsFarApartAsTheBackOffSays() {
    start(settings().backoff(noting(DOUBLING)));
    memory.runFor(Duration.ofSeconds(200));
    assertThat(attempts)
        .extracting(Duration::toSeconds)
        .containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L);
  }

  @Test
  void twistedsPolicyGrowsByEUpToAnHour() {
    start(settings().backoff(noting(ReconnectingClient.DEFAULT_BACKOFF)));
    memory.runFor(Duration.ofDays(1));
    var waits = waits();
    for (int i = 0; i < 8; i++) {
      assertThat((double) waits.get(i)).isBetween(Math.exp(i + 1) - 0.01, Math.exp(i + 1) + 0.01);
    }
    assertThat(waits.subList(8, waits.size())).allSatisfy(wait -> assertThat(wait).isEqualTo(3600));
  }

  @Test
  void theServicePolicyGrowsByHalfUpToAMinute() {
    start(settings().backoff(noting(ReconnectingClient.SERVICE_BACKOFF)));
    memory.runFor(Duration.ofHours(1));
    var waits = waits();
    for (int i = 0; i < 10; i++) {
      assertThat((double) waits.get(i)).isBetween(Math.pow(1.5, i), Math.pow(1.5, i) + 0.001);
    }
    assertThat(waits.subList(11, waits.size())).allSatisfy(wait -> assertThat(wait).isEqualTo(60));
  }

  private List<Double> waits() {
    var waits = new ArrayList<Double>();
    for (int i = 1; i < attempts.size(); i++) {
      waits.add(attempts.get(i).minus(attempts.get(i - 1)).toNanos() / 1e9);
    }
    return waits;
  }

  @Test
  void theServicePolicyAddsLessThanASecond(Gen gen) {
    for (int failures = 1; failures < 100; failures++) {
      var delay =
          ReconnectingClient.SERVICE_BACKOFF
              .delay(failures, Duration.ZERO, new IOException(), gen.random())
              .orElseThrow();
      double least = Math.min(60, Math.pow(1.5, failures - 1));
      assertThat(delay.toNanos() / 1e9).isBetween(least - 1e-6, least + 1);
    }
  }

  @Test
  void aLostConnectionIsMadeAgainAfterTheFirstDelay() {
    serve();
    var client = start();
    var first = client.current().orElseThrow();
    served.getFirst().abort();
    memory.settle();
    assertThat(client.state()).isEqualTo(State.WAITING);
    assertThat(client.current()).isEmpty();
    var next = client.whenConnected();
    memory.runFor(SECOND.minusNanos(1));
    assertThat(next.isDone()).isFalse();
    memory.runFor(Duration.ofNanos(1));
    assertThat(next.resultNow()).isNotSameAs(first);
    assertThat(client.failures()).isZero();
  }

  @Test
  void aConnectionThatStandsBeginsTheCountAnew() {
    var client = start();
    memory.runFor(Duration.ofSeconds(3));
    assertThat(client.failures()).isEqualTo(3);
    serve();
    memory.runFor(Duration.ofSeconds(4));
    assertThat(client.state()).isEqualTo(State.CONNECTED);
    served.getFirst().close();
    memory.settle();
    assertThat(client.failures()).isEqualTo(1);
    memory.runFor(SECOND);
    assertThat(client.state()).isEqualTo(State.CONNECTED);
  }

  @Test
  void theReactorsChanceDecidesTheJitter() {
    assertThat(attemptsUnder(new Seed(1)))
        .isEqualTo(attemptsUnder(new Seed(1)))
        .isNotEqualTo(attemptsUnder(new Seed(2)));
  }

  private List<Duration> attemptsUnder(Seed seed) {
    var times = new ArrayList<Duration>();
    var network = new MemoryNetwork(VirtualClock.manual());
    try (var other = MemoryReactor.open(network, settings -> settings.random(seed.random()))) {
      settings()
          .backoff(
              ReconnectingClient.DEFAULT_BACKOFF.retryIf(failure -> times.add(other.clock().now())))
          .start(other.reactor());
      other.runFor(Duration.ofMinutes(10));
      other.clock().letRun();
    }
    return times;
  }

  // Waiting with a limit.

  @Test
  void whoBearsSoManyFailuresGetsTheLast() {
    var client = start();
    memory.runFor(SECOND);
    var impatient = heard(client.whenConnected(1));
    var patient = heard(client.whenConnected(3));
    var endless = client.whenConnected();
    memory.runFor(Duration.ofSeconds(2));
    assertThat(impatient.failureNow()).isInstanceOf(ConnectFailure.class);
    memory.runFor(Duration.ofSeconds(4));
    assertThat(patient.isDone()).isFalse();
    memory.runFor(Duration.ofSeconds(8));
    assertThat(patient.failureNow()).isInstanceOf(ConnectFailure.class);
    assertThat(endless.isDone()).isFalse();
  }

  @Test
  void whoCancelsWaitsNoMoreAndTheClientGoesOn() {
    var client = start();
    var waiting = client.whenConnected();
    assertThat(waiting.cancel()).isTrue();
    serve();
    memory.runFor(SECOND);
    assertThat(client.state()).isEqualTo(State.CONNECTED);
  }

  @Test
  void itGivesUpWhenTheBackOffDoes() {
    var log = LogCapture.of(memory.reactor().log());
    var client = start(settings().backoff(DOUBLING.maxAttempts(3)));
    var waiting = heard(client.whenConnected());
    memory.runFor(Duration.ofMinutes(5));
    assertThat(client.state()).isEqualTo(State.STOPPED);
    assertThat(waiting.failureNow()).isInstanceOf(ConnectFailure.class);
    assertThat(heard(client.whenConnected()).failureNow()).isInstanceOf(ConnectFailure.class);
    assertThat(client.stop().isSucceeded()).isTrue();
    memory.settle();
    assertThat(log.messages(LogLevel.WARNING))
        .anyMatch(line -> line.contains("gives up after 3 failures"));
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  // Stopping.

  @Test
  void stoppingEndsTheWait() {
    var client = start();
    var waiting = client.whenConnected();
    assertThat(client.state()).isEqualTo(State.WAITING);
    assertThat(client.stop().isSucceeded()).isTrue();
    assertThat(client.state()).isEqualTo(State.STOPPED);
    assertThat(waiting.isCancelled()).isTrue();
    assertThat(client.whenConnected().failureNow()).isInstanceOf(CancellationException.class);
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void stoppingEndsTheAttempt() {
    serve();
    var client = settings().start(memory.reactor());
    var stopped = client.stop();
    memory.settle();
    assertThat(stopped.isSucceeded()).isTrue();
    assertThat(client.state()).isEqualTo(State.STOPPED);
    assertThat(memory.reactor().dump()).contains("connections: 0");
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void stoppingAtAnyMomentOfConnectingLeavesNothing() {
    serve();
    for (int passes = 0; passes < 12; passes++) {
      var client = settings().start(memory.reactor());
      for (int i = 0; i < passes; i++) {
        memory.reactor().iterate(Duration.ZERO);
      }
      var stopped = client.stop();
      memory.runFor(Duration.ofMinutes(1));
      assertThat(stopped.isSucceeded()).isTrue();
      assertThat(client.state()).isEqualTo(State.STOPPED);
      assertThat(memory.reactor().dump()).contains("connections: 0");
    }
  }

  @Test
  void stoppingClosesTheConnectionInOrder() {
    serve();
    var client = start();
    var protocol = client.current().orElseThrow();
    var stopped = client.stop();
    assertThat(client.state()).isEqualTo(State.STOPPING);
    assertThat(stopped.isDone()).isFalse();
    var again = client.stop();
    memory.settle();
    assertThat(stopped.isSucceeded()).isTrue();
    assertThat(again.isSucceeded()).isTrue();
    assertThat(protocol.reason().kind()).isEqualTo(CloseReason.Kind.DONE);
    memory.runFor(Duration.ofHours(1));
    assertThat(served).hasSize(1);
  }

  @Test
  void theEndOfTheReactorStopsIt() {
    serve();
    var client = start();
    var waiting =
        start(ReconnectingClient.of(Endpoint.parse("tcp:10.0.0.1:1"), RecordingProtocol::new));
    memory.reactor().stop();
    memory.runFor(Duration.ofMinutes(1));
    assertThat(List.of(client.state(), waiting.state())).containsOnly(State.STOPPED);
  }

  @Test
  void aServiceStartsANewClientEachTime() {
    serve();
    var running = new ArrayList<ReconnectingClient<RecordingProtocol>>();
    var service =
        Service.of(
            "feed",
            () -> {
              running.add(settings().start(memory.reactor()));
              return running.getLast().whenConnected();
            },
            () -> running.getLast().stop());
    var group = new ServiceGroup(memory.reactor(), "clients");
    group.add(service);
    for (int i = 1; i <= 2; i++) {
      group.start();
      memory.settle();
      assertThat(running.getLast().state()).isEqualTo(State.CONNECTED);
      group.stop();
      memory.settle();
      assertThat(running.getLast().state()).isEqualTo(State.STOPPED);
      assertThat(served).hasSize(i);
    }
  }

  // Preparing.

  @Test
  void aConnectionStandsWhenItIsPrepared() {
    serve();
    var ready = new Deferred<Void>();
    var client = start(settings().prepare(protocol -> ready));
    var connected = client.whenConnected();
    memory.settle();
    assertThat(client.state()).isEqualTo(State.CONNECTING);
    assertThat(connected.isDone()).isFalse();
    ready.succeed(null);
    memory.settle();
    assertThat(connected.isSucceeded()).isTrue();
  }

  @Test
  void whatCannotBePreparedIsAFailedAttempt() {
    serve();
    var client =
        start(
            settings()
                .prepare(protocol -> {
                  throw new IOException("wrong password");
                }));
    var waiting = heard(client.whenConnected(1));
    memory.runFor(SECOND);
    assertThat(client.failures()).isEqualTo(2);
    assertThat(waiting.failureNow()).hasMessage("wrong password");
    assertThat(served).hasSize(2);
    assertThat(memory.reactor().dump()).contains("connections: 0");
  }

  @Test
  void aPreparationWithoutEndIsGivenUp() {
    serve();
    var never = new Deferred<Void>();
    var client = start(settings().prepare(protocol -> never));
    memory.runFor(ConnectOptions.DEFAULT.timeout());
    assertThat(client.failures()).isEqualTo(1);
    assertThat(never.isCancelled()).isTrue();
  }

  @Test
  void aConnectionLostWhilePreparingIsAFailedAttempt() {
    serve();
    var never = new Deferred<Void>();
    var client = start(settings().prepare(protocol -> never));
    served.getFirst().abort();
    memory.settle();
    assertThat(client.state()).isEqualTo(State.WAITING);
    assertThat(never.isCancelled()).isTrue();
  }

  @Test
  void impossibleNumbersAreRefused() {
    var client = start();
    assertThatThrownBy(() -> client.whenConnected(0)).hasMessageContaining("0 failures");
    assertThatThrownBy(() -> Backoff.NONE.addedJitter(SECOND.negated()))
        .hasMessageContaining("PT-1S");
  }
}
