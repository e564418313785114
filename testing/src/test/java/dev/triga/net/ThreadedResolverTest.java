package dev.triga.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.async.OverflowFailure;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import dev.triga.testing.VirtualClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One look-up for many askers, remembered for a while, within limits.
@TrigaTest
@Timeout(30)
class ThreadedResolverTest {
  private static final List<InetAddress> FOUND = List.of(InetAddress.ofLiteral("10.0.0.1"));

  private final VirtualClock clock = VirtualClock.manual();
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private final Semaphore mayAnswer = new Semaphore(0);
  private final ThreadedResolver resolver = ThreadedResolver.of(this::lookUp).clock(clock);

  private List<InetAddress> lookUp(String host) throws UnknownHostException {
    begun.add(host);
    mayAnswer.acquireUninterruptibly();
    if (host.startsWith("nobody")) {
      throw new UnknownHostException(host);
    }
    if (host.startsWith("broken")) {
      throw new IllegalStateException("broken");
    }
    return FOUND;
  }

  private String nextBegun() throws InterruptedException {
    return begun.poll(10, TimeUnit.SECONDS);
  }

  private final MemoryReactor memory = MemoryReactor.open();

  @AfterEach
  void close() {
    memory.close();
  }

  private Deferred<List<InetAddress>> ask(ThreadedResolver of, String name) {
    return of.resolve(name, memory.reactor());
  }

  private Deferred<List<InetAddress>> ask(String name) {
    return ask(resolver, name);
  }

  private static void awaitDone(Deferred<?> deferred) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!deferred.isDone() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(deferred.isDone()).isTrue();
  }

  @Test
  void manyAskersCauseOneLookUp() throws Exception {
    var askers = new ArrayList<Deferred<List<InetAddress>>>();
    for (int i = 0; i < 100; i++) {
      askers.add(ask(i % 2 == 0 ? "somewhere" : "SomeWhere"));
    }
    assertThat(nextBegun()).isEqualTo("somewhere");
    mayAnswer.release();
    for (var asker : askers) {
      awaitDone(asker);
      assertThat(asker.resultNow()).isEqualTo(FOUND);
    }
    assertThat(begun).isEmpty();
    assertThat(ask("somewhere").resultNow()).isEqualTo(FOUND);
  }

  @Test
  void addressesAreForgottenAfterTheirTime() {
    mayAnswer.release(2);
    awaitDone(ask("somewhere"));
    clock.advance(ThreadedResolver.DEFAULT_POSITIVE_TTL.minusNanos(1));
    awaitDone(ask("somewhere"));
    assertThat(begun).hasSize(1);
    clock.advance(Duration.ofNanos(1));
    awaitDone(ask("somewhere"));
    assertThat(begun).hasSize(2);
  }

  @Test
  void thatThereIsNoSuchNameIsForgottenAfterItsTime() {
    mayAnswer.release(2);
    for (int i = 0; i < 3; i++) {
      var asked = ask("nobody");
      awaitDone(asked);
      assertThat(asked.failureNow())
          .isInstanceOf(UnknownHostException.class)
          .hasMessageContaining("nobody");
    }
    assertThat(begun).hasSize(1);
    clock.advance(ThreadedResolver.DEFAULT_NEGATIVE_TTL);
    var asked = ask("nobody");
    awaitDone(asked);
    assertThat(asked.failureNow()).isInstanceOf(UnknownHostException.class);
    assertThat(begun).hasSize(2);
  }

  @Test
  void aLookUpThatBreaksIsNotRemembered() {
    mayAnswer.release(2);
    for (int i = 0; i < 2; i++) {
      var asked = ask("broken");
      awaitDone(asked);
      assertThat(asked.failureNow()).hasMessage("broken");
    }
    assertThat(begun).hasSize(2);
  }

  @Test
  void onlySoManyAreLookedUpAtATimeAndSoManyWait() throws Exception {
    var small = resolver.lookupsMax(2).waitingMax(3);
    var askers = new ArrayList<Deferred<List<InetAddress>>>();
    askers.add(ask(small, "name 0"));
    askers.add(ask(small, "name 1"));
    assertThat(List.of(nextBegun(), nextBegun())).containsExactlyInAnyOrder("name 0", "name 1");
    for (int i = 2; i < 5; i++) {
      askers.add(ask(small, "name " + i));
    }
    assertThat(small.toString()).contains("2 look-ups under way, 3 waiting");
    assertThat(ask(small, "one too many").failureNow())
        .isInstanceOf(OverflowFailure.class)
        .hasMessageContaining("limit of 3");
    assertThat(begun).isEmpty();
    mayAnswer.release(5);
    askers.forEach(ThreadedResolverTest::awaitDone);
    assertThat(begun).containsExactlyInAnyOrder("name 2", "name 3", "name 4");
  }

  @Test
  void aNameNobodyWaitsForAnyMoreIsNotLookedUp() throws Exception {
    var small = resolver.lookupsMax(1);
    var first = ask(small, "first");
    assertThat(nextBegun()).isEqualTo("first");
    var left = ask(small, "left");
    var kept = ask(small, "kept");
    var alsoLeft = ask(small, "kept");
    assertThat(left.cancel()).isTrue();
    assertThat(alsoLeft.cancel()).isTrue();
    memory.settle();
    mayAnswer.release(2);
    awaitDone(first);
    awaitDone(kept);
    assertThat(begun).containsExactly("kept");
  }

  @Test
  void cancellingDuringALookUpLeavesTheOthersTheirAnswer() throws Exception {
    var left = ask("somewhere");
    var kept = ask("somewhere");
    assertThat(nextBegun()).isEqualTo("somewhere");
    assertThat(left.cancel()).isTrue();
    mayAnswer.release();
    awaitDone(kept);
    assertThat(kept.resultNow()).isEqualTo(FOUND);
    assertThat(left.isCancelled()).isTrue();
  }

  @Test
  void theLongestUnusedNameIsForgottenFirst() {
    var small = resolver.namesMax(2);
    mayAnswer.release(10);
    for (var name : List.of("a", "b", "a", "c", "a", "b")) {
      awaitDone(ask(small, name));
    }
    assertThat(begun).containsExactly("a", "b", "c", "b");
  }

  @Test
  void nothingIsRememberedForZeroTime() {
    var forgetful = resolver.positiveTtl(Duration.ZERO);
    mayAnswer.release(2);
    awaitDone(ask(forgetful, "a"));
    awaitDone(ask(forgetful, "a"));
    assertThat(begun).containsExactly("a", "a");
  }

  @Test
  void impossibleSettingsAreRefusedWithTheirValue() {
    assertThatThrownBy(() -> resolver.namesMax(0)).hasMessageContaining("0 names");
    assertThatThrownBy(() -> resolver.lookupsMax(-1)).hasMessageContaining("-1 look-ups");
    assertThatThrownBy(() -> resolver.waitingMax(0)).hasMessageContaining("0 names that wait");
    assertThatThrownBy(() -> resolver.positiveTtl(Duration.ofSeconds(-1)))
        .hasMessageContaining("PT-1S");
  }
}
