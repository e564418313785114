package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.WriteOutcome;
import dev.triga.testing.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Ending a connection from this side.
abstract class CloseContract extends Contract {
  CloseContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void closeSendsWhatIsUnsentThenEndsInOrder() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.write(bytes("last words"));
          pair.protocol().transport.close();
        });
    assertEquals("last words", pair.peer().readText(10));
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    pair.peer().close();
    eventually("it ends", pair.protocol()::isLost);
    assertTrue(pair.protocol().reason().isDone());
  }

  @Test
  void closeSendsMegabytesThatWait() {
    var pair = pair();
    var data = pattern(3 << 20);
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.write(ByteBuffer.wrap(data));
          pair.protocol().transport.close();
        });
    assertArrayEquals(data, pair.peer().read(data.length, PATIENCE));
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
  }

  @Test
  void onlyTheFirstCloseSaysThatItBeganTheEnd() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          assertTrue(pair.protocol().transport.close());
          assertFalse(pair.protocol().transport.close());
        });
  }

  @Test
  void theTerminalEventIsNeverInsideClose() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.close();
          assertFalse(pair.protocol().isLost());
        });
  }

  @Test
  void theTerminalEventIsNeverInsideAbort() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.abort();
          assertFalse(pair.protocol().isLost());
        });
    eventually("it ends", pair.protocol()::isLost);
  }

  @Test
  void abortingInsideACallbackEndsAfterIt() {
    var order = new java.util.concurrent.CopyOnWriteArrayList<String>();
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void dataReceived(ByteBuffer data) {
                transport.abort();
                order.add("returned");
              }

              @Override
              public void connectionLost(CloseReason why) {
                order.add("lost");
                super.connectionLost(why);
              }
            });
    server.connect().write("x");
    var protocol = server.next();
    eventually("it ends", protocol::isLost);
    assertEquals(List.of("returned", "lost"), order);
  }

  @Test
  void afterCloseNoDataIsDelivered() {
    var pair = pair();
    doOnTurn(pair.reactor(), () -> pair.protocol().transport.close());
    pair.peer().offer(pattern(10));
    settle(pair.reactor());
    assertEquals(0, pair.protocol().size());
    pair.peer().close();
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(0, pair.protocol().size());
  }

  @Test
  void dataOnTheWayDoesNotSpoilAnOrderlyEnd() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void dataReceived(ByteBuffer data) {
                transport.write(bytes("answer"));
                transport.close();
              }
            });
    var peer = server.connect();
    peer.write(pattern(100));
    assertEquals("answer", peer.readText(6));
    peer.offer(pattern(50));
    assertEquals(Peer.End.ORDERLY, peer.awaitEnd());
  }

  @Test
  void afterCloseWritesAreNotAccepted() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.close();
          var data = bytes("late");
          assertEquals(WriteOutcome.CLOSED, pair.protocol().transport.write(data));
          assertEquals(data.limit(), data.position());
          assertFalse(pair.protocol().transport.isOpen());
        });
    assertEquals("", pair.peer().readText(1));
  }

  @Test
  void afterTheEndEverythingIsANoOp() {
    var pair = pair();
    pair.protocol().transport.abort();
    eventually("it ends", pair.protocol()::isLost);
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          assertEquals(WriteOutcome.CLOSED, transport.write(bytes("x")));
          assertEquals(WriteOutcome.CLOSED, transport.writeSequence(List.of(bytes("x"))));
          assertFalse(transport.close());
          assertFalse(transport.abort());
          transport.pauseReading();
          transport.resumeReading();
          transport.shutdownOutput();
          transport.unregisterProducer();
          assertFalse(transport.isOpen());
          assertEquals(0, transport.unsentBytes());
        });
    settle(pair.reactor());
    assertEquals(1, pair.protocol().count("lost"));
  }

  @Test
  void theAddressesAreKnownAfterTheEndToo() {
    var pair = pair();
    var remote = pair.protocol().transport.remoteAddress();
    pair.protocol().transport.abort();
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(remote, pair.protocol().transport.remoteAddress());
  }

  @Test
  void abortResetsThePeer() {
    var pair = pair();
    assertTrue(onTurn(pair.reactor(), () -> pair.protocol().transport.abort()));
    assertEquals(Peer.End.RESET, pair.peer().awaitEnd());
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.ABORTED, pair.protocol().reason().kind());
  }

  @Test
  void abortDropsWhatIsUnsent() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          BackPressureContract.fill(pair.protocol().transport);
          pair.protocol().transport.abort();
        });
    assertEquals(Peer.End.RESET, pair.peer().awaitEnd());
    assertEquals(0, pair.protocol().transport.unsentBytes());
  }

  @Test
  void abortCutsAnOrderlyEndShort() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          BackPressureContract.fill(pair.protocol().transport);
          assertTrue(pair.protocol().transport.close());
          assertTrue(pair.protocol().transport.abort());
          assertFalse(pair.protocol().transport.abort());
        });
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.ABORTED, pair.protocol().reason().kind());
  }

  @Test
  void aCloseThatThePeerHoldsUpIsAbortedAtItsDeadline() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          BackPressureContract.fill(pair.protocol().transport);
          pair.protocol().transport.close(Duration.ofMillis(50));
        });
    settle(pair.reactor());
    assertFalse(pair.protocol().isLost() && pair.reactor().clock().isVirtual());
    pass(Duration.ofMillis(50));
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.ABORTED, pair.protocol().reason().kind());
    assertEquals(Peer.End.RESET, pair.peer().awaitEnd());
  }

  @Test
  void aShorterDeadlineCounts() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          BackPressureContract.fill(pair.protocol().transport);
          pair.protocol().transport.close(Duration.ofHours(1));
        });
    settle(pair.reactor());
    assertFalse(
        onTurn(pair.reactor(), () -> pair.protocol().transport.close(Duration.ofMillis(20))));
    settle(pair.reactor());
    pass(Duration.ofMillis(20));
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.ABORTED, pair.protocol().reason().kind());
  }

  @Test
  void aNegativeDeadlineIsRefused() {
    var pair = pair();
    assertThrows(
        IllegalArgumentException.class,
        () -> pair.protocol().transport.close(Duration.ofMillis(-1)));
    assertTrue(pair.protocol().transport.isOpen());
  }

  @Test
  void anotherThreadClosesAfterItsWrites() {
    var pair = pair();
    pair.protocol().transport.write(bytes("bye"));
    assertTrue(pair.protocol().transport.close());
    assertEquals("bye", pair.peer().readText(3));
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
  }

  @Test
  void anotherThreadAborts() {
    var pair = pair();
    assertTrue(pair.protocol().transport.abort());
    assertEquals(Peer.End.RESET, pair.peer().awaitEnd());
    eventually("it ends", pair.protocol()::isLost);
  }

  @Test
  void amongManyThreadsExactlyOneCloseBegins() throws Exception {
    var pair = pair();
    var winners = new java.util.concurrent.atomic.AtomicInteger();
    var threads = new java.util.ArrayList<Thread>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                if (pair.protocol().transport.close()) {
                  winners.incrementAndGet();
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertEquals(1, winners.get());
  }

  @Test
  void closingInConnectionMadeWorks() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void connectionMade() {
                super.connectionMade();
                transport.write(bytes("too late"));
                transport.close();
              }
            });
    var peer = server.connect();
    assertEquals("too late", peer.readText(8));
    assertEquals(Peer.End.ORDERLY, peer.awaitEnd());
    peer.close();
    var protocol = server.next();
    eventually("it ends", protocol::isLost);
    assertEquals(List.of("made", "lost"), protocol.events);
  }

  @Test
  void everyReplyWrittenBeforeStopArrives() throws Exception {
    var pair = pair();
    var data = pattern(1 << 20);
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.write(ByteBuffer.wrap(data));
          pair.reactor().stop();
        });
    assertArrayEquals(data, pair.peer().read(data.length, PATIENCE));
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    pair.peer().close();
    assertTrue(pair.reactor().awaitStopped(PATIENCE));
    assertTrue(pair.protocol().isLost());
    assertTrue(pair.protocol().reason().isDone());
  }

  @Test
  void closingFromInsideConnectionLostIsHarmless() {
    var answer = new AtomicReference<Boolean>();
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void connectionLost(CloseReason why) {
                answer.set(transport.close());
                super.connectionLost(why);
              }
            });
    server.connect().abort();
    var protocol = server.next();
    eventually("it ends", protocol::isLost);
    assertEquals(false, answer.get());
    assertEquals(1, protocol.count("lost"));
  }
}
