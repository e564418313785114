package dev.triga.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.async.OverflowFailure;
import dev.triga.testing.Gen;
import dev.triga.testing.MemoryNetwork;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.RecordingProtocol;
import dev.triga.testing.TrigaTest;
import dev.triga.testing.VirtualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A pool keeps its limits and its order, on a clock that stands still unless the test moves it.
@TrigaTest
class ConnectionPoolTest {
  private static final Endpoint A = Endpoint.parse("tcp:10.0.0.1:7000");
  private static final Endpoint B = Endpoint.parse("tcp:10.0.0.2:7000");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MemoryReactor memory = MemoryReactor.open(new MemoryNetwork(VirtualClock.manual()));
  private final Map<Endpoint, List<Transport>> served = new HashMap<>();
  private final PoolSettings<RecordingProtocol> settings = PoolSettings.of(RecordingProtocol::new);

  @BeforeEach
  void serve() {
    for (var endpoint : List.of(A, B)) {
      var transports = served.computeIfAbsent(endpoint, same -> new ArrayList<>());
      memory
          .reactor()
          .listen(
              endpoint,
              transport -> {
                transports.add(transport);
                return new RecordingProtocol(transport);
              });
    }
  }

  @AfterEach
  void close() {
    memory.clock().letRun();
    memory.close();
  }

  private ConnectionPool<RecordingProtocol> open(PoolSettings<RecordingProtocol> how) {
    return how.open(memory.reactor());
  }

  private PoolLease<RecordingProtocol> leased(
      ConnectionPool<RecordingProtocol> pool, Endpoint endpoint) {
    var lease = pool.acquire(endpoint);
    memory.settle();
    return lease.resultNow();
  }

  /// Somebody listens to it.
  private static <T> Deferred<T> heard(Deferred<T> deferred) {
    deferred.handle((value, failure) -> null);
    return deferred;
  }

  private long openAtServers() {
    return served.values().stream().flatMap(List::stream).filter(Transport::isOpen).count();
  }

  // Using again.

  @Test
  void aConnectionIsUsedAgain() {
    var pool = open(settings);
    var first = leased(pool, A);
    var protocol = first.protocol();
    assertThat(first.release()).isTrue();
    assertThat(first.release()).isFalse();
    memory.settle();
    assertThat(pool.idle()).isEqualTo(1);
    assertThat(leased(pool, A).protocol()).isSameAs(protocol);
    assertThat(served.get(A)).hasSize(1);
  }

  @Test
  void theLastUsedIsUsedNextAndTheOthersGrowOld() {
    var pool = open(settings);
    var first = leased(pool, A);
    var second = leased(pool, A);
    var last = second.protocol();
    first.release();
    second.release();
    for (int i = 0; i < 7; i++) {
      memory.runFor(Duration.ofSeconds(10));
      try (var lease = leased(pool, A)) {
        assertThat(lease.protocol()).isSameAs(last);
      }
    }
    assertThat(pool.size()).isEqualTo(1);
    assertThat(openAtServers()).isEqualTo(1);
  }

  @Test
  void anIdleConnectionIsClosedAfterItsTime() {
    var pool = open(settings);
    leased(pool, A).release();
    memory.runFor(PoolSettings.DEFAULT_IDLE_TIMEOUT.minusNanos(1));
    assertThat(pool.size()).isEqualTo(1);
    memory.runFor(Duration.ofNanos(1));
    assertThat(pool.size()).isZero();
    assertThat(openAtServers()).isZero();
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void aConnectionThatEndsLeavesThePool() {
    var pool = open(settings);
    leased(pool, A).release();
    served.get(A).getFirst().close();
    memory.settle();
    assertThat(pool.size()).isZero();
    var lease = leased(pool, A);
    served.get(A).getLast().abort();
    memory.settle();
    assertThat(pool.size()).isZero();
    lease.release();
    assertThat(pool.idle()).isZero();
    assertThat(leased(pool, A).protocol().transport().isOpen()).isTrue();
  }

  @Test
  void whatIsThrownAwayIsNotUsedAgain() {
    var pool = open(settings);
    var first = leased(pool, A);
    assertThat(first.discard()).isTrue();
    memory.settle();
    assertThat(first.protocol().isLost()).isTrue();
    assertThat(leased(pool, A).protocol()).isNotSameAs(first.protocol());
  }

  // Limits.

  @Test
  void noMoreThanAllowedToOneEndpoint() {
    var pool = open(settings.perEndpoint(2));
    var first = leased(pool, A);
    leased(pool, A);
    var third = pool.acquire(A);
    memory.settle();
    assertThat(third.isDone()).isFalse();
    assertThat(pool.waiting()).isEqualTo(1);
    leased(pool, B);
    first.release();
    memory.settle();
    assertThat(third.resultNow().protocol()).isSameAs(first.protocol());
    assertThat(served.get(A)).hasSize(2);
  }

  @Test
  void noMoreThanAllowedInAllAndAnIdleOneMakesRoom() {
    var pool = open(settings.total(2));
    var used = leased(pool, A);
    var idle = leased(pool, A);
    idle.release();
    var other = leased(pool, B);
    assertThat(idle.protocol().isLost()).isTrue();
    assertThat(pool.size()).isEqualTo(2);
    var waiting = pool.acquire(B);
    memory.settle();
    assertThat(waiting.isDone()).isFalse();
    used.release();
    memory.settle();
    assertThat(waiting.isSucceeded()).isTrue();
    assertThat(other.protocol().isLost()).isFalse();
  }

  @Test
  void whoHasWaitedLongestIsServedFirst() {
    var pool = open(settings.perEndpoint(1).total(1));
    var lease = leased(pool, A);
    var order = new ArrayList<String>();
    for (var name : List.of("a1 " + A, "b1 " + B, "a2 " + A, "b2 " + B)) {
      var endpoint = name.endsWith(A.toString()) ? A : B;
      pool.use(
          endpoint,
          protocol -> {
            order.add(name.substring(0, 2));
            return Deferred.succeeded(true);
          });
    }
    memory.settle();
    assertThat(order).isEmpty();
    lease.release();
    memory.settle();
    assertThat(order).containsExactly("a1", "b1", "a2", "b2");
  }

  @Test
  void freedRoomGoesToTheLongestWaiting() {
    var pool = open(settings.perEndpoint(4).total(2));
    var first = leased(pool, A);
    var second = leased(pool, A);
    var forB = pool.acquire(B);
    var forA = pool.acquire(A);
    memory.settle();
    first.discard();
    memory.settle();
    assertThat(forB.isSucceeded()).isTrue();
    assertThat(forA.isDone()).isFalse();
    second.discard();
    memory.settle();
    assertThat(forA.isSucceeded()).isTrue();
  }

  @Test
  void tooManyDoNotWait() {
    var pool = open(settings.perEndpoint(1).waitersMax(2));
    leased(pool, A);
    pool.acquire(A);
    pool.acquire(A);
    assertThat(heard(pool.acquire(A)).failureNow()).isInstanceOf(OverflowFailure.class);
  }

  @Test
  void nobodyWaitsLongerThanAllowed() {
    var pool = open(settings.perEndpoint(1));
    var lease = leased(pool, A);
    var waiting = heard(pool.acquire(A));
    memory.runFor(PoolSettings.DEFAULT_ACQUIRE_TIMEOUT.minusNanos(1));
    assertThat(waiting.isDone()).isFalse();
    memory.runFor(Duration.ofNanos(1));
    var failure = (ConnectFailure) waiting.failureNow();
    assertThat(failure.reason().kind()).isEqualTo(CloseReason.Kind.TIMED_OUT);
    assertThat(failure).hasMessageContaining(A.toString()).hasMessageContaining("PT10S");
    lease.release();
    memory.settle();
    assertThat(pool.idle()).isEqualTo(1);
    assertThat(pool.waiting()).isZero();
  }

  @Test
  void aSilentHostIsWaitedForNoLongerThanAllowed() {
    memory.network().silent(InetAddress.ofLiteral("10.0.0.3"));
    var pool = open(settings);
    var waiting = heard(pool.acquire(Endpoint.parse("tcp:10.0.0.3:7000")));
    memory.runFor(PoolSettings.DEFAULT_ACQUIRE_TIMEOUT);
    assertThat(waiting.isFailed()).isTrue();
    memory.runFor(ConnectOptions.DEFAULT.timeout());
    assertThat(pool.size()).isZero();
  }

  @Test
  void aFailedAttemptFailsOneWhoWaits() {
    var pool = open(settings.perEndpoint(1));
    var nobody = Endpoint.parse("tcp:10.0.0.1:1");
    var both = List.of(heard(pool.acquire(nobody)), heard(pool.acquire(nobody)));
    memory.settle();
    assertThat(both)
        .allSatisfy(each -> assertThat(each.failureNow()).isInstanceOf(ConnectFailure.class));
    assertThat(pool.size()).isZero();
  }

  @Test
  void whoCancelsLeavesTheConnectionToTheNext() {
    var pool = open(settings.perEndpoint(1));
    var left = pool.acquire(A);
    var next = pool.acquire(A);
    assertThat(left.cancel()).isTrue();
    memory.settle();
    assertThat(next.isSucceeded()).isTrue();
    assertThat(served.get(A)).hasSize(1);
  }

  // Work.

  @Test
  void workHasAConnectionWhileItLasts() {
    var pool = open(settings);
    var answer = new Deferred<String>();
    var result = pool.use(A, protocol -> answer);
    memory.settle();
    assertThat(pool.idle()).isZero();
    answer.succeed("42");
    memory.settle();
    assertThat(result.resultNow()).isEqualTo("42");
    assertThat(pool.idle()).isEqualTo(1);
  }

  @Test
  void workThatFailsGivesItsConnectionBack() {
    var pool = open(settings);
    Deferred<String> result =
        heard(
            pool.use(
                A,
                protocol -> {
                  throw new IOException("no such key");
                }));
    memory.settle();
    assertThat(result.failureNow()).hasMessage("no such key");
    assertThat(pool.idle()).isEqualTo(1);
  }

  @Test
  void workThatIsCancelledOrTooLateLosesItsConnection() {
    var pool = open(settings);
    var cancelled = pool.use(A, protocol -> new Deferred<String>());
    var late = heard(pool.use(A, protocol -> new Deferred<String>().timeout(SECOND)));
    memory.settle();
    assertThat(pool.size()).isEqualTo(2);
    assertThat(cancelled.cancel()).isTrue();
    memory.runFor(SECOND);
    assertThat(late.isFailed()).isTrue();
    assertThat(pool.size()).isZero();
    assertThat(openAtServers()).isZero();
  }

  @Test
  void workThatIsCancelledBeforeItBeginsNeverBegins() {
    var pool = open(settings.perEndpoint(1));
    var lease = leased(pool, A);
    var result =
        pool.use(
            A,
            protocol -> {
              throw new AssertionError("must not begin");
            });
    memory.settle();
    lease.release();
    assertThat(result.cancel()).isTrue();
    memory.settle();
    assertThat(pool.idle()).isEqualTo(1);
    assertThat(pool.waiting()).isZero();
  }

  // Health.

  @Test
  void aConnectionIdleForLongIsTriedAndReplacedWhenItFails() {
    var tried = new ArrayList<RecordingProtocol>();
    var pool =
        open(
            settings.check(
                SECOND,
                SECOND,
                protocol -> {
                  tried.add(protocol);
                  return Deferred.succeeded(tried.size() == 1);
                }));
    var first = leased(pool, A);
    first.release();
    leased(pool, A).release();
    assertThat(tried).isEmpty();
    memory.runFor(SECOND);
    leased(pool, A).release();
    assertThat(tried).containsExactly(first.protocol());
    memory.runFor(SECOND);
    var second = leased(pool, A);
    assertThat(second.protocol()).isNotSameAs(first.protocol());
    assertThat(first.protocol().isLost()).isTrue();
  }

  @Test
  void aCheckWithoutAnswerIsAFailedOne() {
    var pool = open(settings.check(Duration.ZERO, SECOND, protocol -> new Deferred<Boolean>()));
    var first = leased(pool, A);
    first.release();
    memory.settle();
    var next = pool.acquire(A);
    memory.runFor(SECOND.minusNanos(1));
    assertThat(next.isDone()).isFalse();
    memory.runFor(Duration.ofNanos(1));
    assertThat(next.resultNow().protocol()).isNotSameAs(first.protocol());
  }

  // The end.

  @Test
  void closingEndsEverything() {
    var pool = open(settings.perEndpoint(2));
    var used = leased(pool, A);
    leased(pool, A).release();
    var also = leased(pool, A);
    var waiting = pool.acquire(A);
    var underWay = pool.acquire(B);
    var closed = pool.close();
    memory.settle();
    assertThat(waiting.failureNow()).isInstanceOf(CancellationException.class);
    assertThat(underWay.isCancelled()).isTrue();
    assertThat(closed.isDone()).isFalse();
    used.release();
    also.release();
    memory.settle();
    assertThat(closed.isSucceeded()).isTrue();
    assertThat(pool.close().isFailed()).isFalse();
    assertThat(openAtServers()).isZero();
    assertThat(pool.size()).isZero();
    assertThatThrownBy(() -> pool.acquire(A))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void theEndOfTheReactorClosesThePool() {
    var pool = open(settings.perEndpoint(1));
    leased(pool, A);
    var waiting = pool.acquire(A);
    memory.reactor().stop();
    memory.runFor(Duration.ofMinutes(1));
    assertThat(waiting.isCancelled()).isTrue();
    assertThat(pool.toString()).contains("closed");
  }

  @Test
  void aLeaseIsGivenBackByAnyThread() throws Exception {
    var pool = open(settings.perEndpoint(1));
    var lease = leased(pool, A);
    var next = pool.acquire(A);
    Thread.startVirtualThread(lease::release).join();
    memory.settle();
    assertThat(next.isSucceeded()).isTrue();
  }

  @Test
  void whateverHappensTheLimitsHoldAndEverybodyIsServedOrTold(Gen gen) {
    for (int round = 0; round < 20; round++) {
      int perEndpoint = gen.between(1, 3);
      int total = gen.between(1, 4);
      var pool = open(settings.perEndpoint(perEndpoint).total(total));
      var wanted = new ArrayList<Deferred<PoolLease<RecordingProtocol>>>();
      for (int step = 0; step < 60; step++) {
        switch (gen.between(0, 5)) {
          case 0, 1 -> wanted.add(heard(pool.acquire(gen.oneOf(A, B))));
          case 2, 3 ->
              wanted.stream()
                  .filter(Deferred::isSucceeded)
                  .skip(gen.between(0, 3))
                  .findFirst()
                  .ifPresent(lease -> {
                    wanted.remove(lease);
                    boolean ignored =
                        gen.between(0, 3) == 0
                            ? lease.resultNow().discard()
                            : lease.resultNow().release();
                  });
          case 4 -> wanted.stream().skip(gen.between(0, 5)).findFirst().ifPresent(Deferred::cancel);
          default -> {
            var all = served.get(gen.oneOf(A, B));
            if (!all.isEmpty()) {
              gen.oneOf(all).abort();
            }
          }
        }
        if (gen.between(0, 2) == 0) {
          memory.settle();
        }
        assertThat(pool.size()).isBetween(0, total);
      }
      while (!wanted.isEmpty()) {
        memory.settle();
        wanted.removeIf(each -> each.isDone() && (each.isFailed() || each.resultNow().release()));
        memory.runFor(Duration.ofMillis(1));
      }
      assertThat(pool.waiting()).isZero();
      var closed = pool.close();
      memory.settle();
      assertThat(closed.isSucceeded()).isTrue();
      assertThat(memory.reactor().dump()).contains("connections: 0");
    }
  }
}
