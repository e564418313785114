package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.DatagramOptions;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.SendOutcome;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.SystemEvent;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Datagrams: whole, from somebody, in no time at all, or not at all.
abstract class DatagramContract extends DatagramFloor {
  /// Longer than a datagram takes anywhere.
  private static final Duration ON_THE_WAY = Duration.ofMillis(50);

  DatagramContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void aDatagramArrivesWholeWithItsSender() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(reactor, () -> send(one, "hello", other.address()));
    assertSoon(List.of("hello"), other::texts);
    assertEquals(List.of(one.address()), other.senders);
    doOnTurn(reactor, () -> send(other, "hello yourself", other.senders.getFirst()));
    assertSoon(List.of("hello yourself"), one::texts);
  }

  @Test
  void whatHasComeIsDeliveredBeforeASocketGivesWay() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(reactor, one.transport::pauseReading);
    doOnTurn(
        reactor,
        () -> {
          // More than one poll delivers.
          for (int i = 0; i < 200; i++) {
            send(other, "number " + i, one.address());
          }
        });
    letArrive(reactor);
    doOnTurn(
        reactor,
        () -> {
          one.transport.resumeReading();
          var _ = one.transport.receiveAndClose();
        });
    eventually("it is closed", () -> one.reason != null);
    assertEquals(200, one.received.size());
    assertEquals(CloseReason.DONE, one.reason);
    assertFalse(one.transport.isOpen());
  }

  private void letArrive(Reactor reactor) {
    settle(reactor);
    pass(ON_THE_WAY);
    settle(reactor);
  }

  @Test
  void aPausedSocketThatGivesWayDeliversNothing() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(reactor, one.transport::pauseReading);
    doOnTurn(reactor, () -> send(other, "too early", one.address()));
    letArrive(reactor);
    await(onTurn(reactor, one.transport::receiveAndClose));
    eventually("it is closed", () -> one.reason != null);
    assertEquals(List.of(), one.received);
  }

  @Test
  void boundariesAndOrderStay() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          for (int i = 0; i < 100; i++) {
            send(one, "number " + i, other.address());
          }
        });
    eventually("all have arrived", () -> other.received.size() == 100);
    for (int i = 0; i < 100; i++) {
      assertEquals("number " + i, other.texts().get(i));
    }
  }

  @Test
  void whatTheLastTaskOpensHearsItsEnd() {
    needs(Capability.DATAGRAMS);
    var reactor = open();
    var made = new AtomicReference<DatagramRecorder>();
    var refusal = new AtomicReference<Throwable>();
    Runnable opening =
        () ->
            reactor.datagrams(
                LOOPBACK,
                DatagramOptions.DEFAULT,
                transport -> {
                  made.set(
                      new DatagramRecorder(transport) {
                        @Override
                        public void closed(CloseReason why) {
                          super.closed(why);
                          refusal.set(
                              assertThrows(
                                  ReactorStoppedException.class,
                                  () ->
                                      reactor.datagrams(
                                          LOOPBACK,
                                          DatagramOptions.DEFAULT,
                                          DatagramRecorder::new)));
                        }
                      });
                  return made.get();
                });
    // Accepted, and so it runs, but after everything was ended that was open.
    reactor.events().after(SystemEvent.SHUTDOWN, () -> reactor.execute(opening));
    reactor.stop();
    reactor.run();
    assertEquals(List.of("started", "closed"), made.get().events);
    assertNotNull(refusal.get());
  }

  @Test
  void anEmptyDatagramArrivesToo() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(reactor, () -> send(one, "", other.address()));
    assertSoon(List.of(""), other::texts);
  }

  @Test
  void theLargestDatagramArrivesAndALargerOneIsRefused() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    var largest = pattern(DatagramTransport.DATAGRAM_BYTES_MAX);
    var tooLarge = ByteBuffer.allocate(DatagramTransport.DATAGRAM_BYTES_MAX + 1);
    doOnTurn(
        reactor,
        () -> {
          assertEquals(SendOutcome.TOO_LARGE, one.transport.send(tooLarge, other.address()));
          assertFalse(tooLarge.hasRemaining());
          assertEquals(
              SendOutcome.QUEUED, one.transport.send(ByteBuffer.wrap(largest), other.address()));
        });
    eventually("it has arrived", () -> other.received.size() == 1);
    assertArrayEquals(largest, other.received.getFirst());
  }

  @Test
  void whatIsSentIsACopy() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    var buffers = List.of(ByteBuffer.allocate(3), ByteBuffer.allocateDirect(3));
    doOnTurn(
        reactor,
        () -> {
          for (var buffer : buffers) {
            buffer.put(0, new byte[] {'a', 'b', 'c'}).position(1);
            one.transport.send(buffer, other.address());
            assertFalse(buffer.hasRemaining());
            buffer.put(1, (byte) 'x');
          }
        });
    assertSoon(List.of("bc", "bc"), other::texts);
  }

  @Test
  void aConnectedSocketTalksToItsPeerOnly() {
    var reactor = started();
    var server = open(reactor);
    var client = open(reactor, LOOPBACK, DatagramOptions.DEFAULT.withRemote(server.address()));
    var stranger = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          client.transport.send(bytes("ping"));
          send(stranger, "psst", client.address());
        });
    assertSoon(List.of("ping"), server::texts);
    doOnTurn(reactor, () -> send(server, "pong", client.address()));
    assertSoon(List.of("pong"), client::texts);
    doOnTurn(
        reactor,
        () ->
            assertThrows(
                IllegalStateException.class,
                () -> client.transport.send(bytes("x"), stranger.address())));
    doOnTurn(
        reactor,
        () ->
            assertThrows(
                IllegalStateException.class, () -> server.transport.send(bytes("to whom?"))));
  }

  @Test
  void aConnectedSocketLearnsThatNobodyReceives() {
    var reactor = started();
    var gone = open(reactor);
    var nobody = gone.address();
    doOnTurn(reactor, gone.transport::close);
    var client = open(reactor, LOOPBACK, DatagramOptions.DEFAULT.withRemote(nobody));
    doOnTurn(reactor, () -> client.transport.send(bytes("anybody?")));
    eventually("it is refused", () -> client.events.contains("refused"));
    assertTrue(client.transport.isOpen());
    // And it goes on.
    var back = open(reactor, Endpoint.ofDatagrams(nobody));
    doOnTurn(reactor, () -> client.transport.send(bytes("again")));
    assertSoon(List.of("again"), back::texts);
  }

  @Test
  void aFailingProtocolIsReportedAndTheSocketGoesOn() {
    var reactor = started();
    var one = open(reactor);
    var other =
        open(
            reactor,
            LOOPBACK,
            DatagramOptions.DEFAULT,
            transport ->
                new DatagramRecorder(transport) {
                  @Override
                  public void datagramReceived(ByteBuffer data, SocketAddress from) {
                    super.datagramReceived(data, from);
                    if (received.size() == 1) {
                      throw new IllegalStateException("cannot read this");
                    }
                  }
                });
    doOnTurn(
        reactor,
        () -> {
          send(one, "bad", other.address());
          send(one, "good", other.address());
        });
    assertSoon(List.of("bad", "good"), other::texts);
    assertSoon(1, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void closingIsOnceAndFreesTheAddress() {
    var reactor = started();
    var box = open(reactor);
    assertTrue(onTurn(reactor, box.transport::close));
    assertFalse(onTurn(reactor, box.transport::close));
    assertSoon(List.of("started", "closed"), () -> box.events);
    assertEquals(CloseReason.DONE, box.reason);
    assertEquals(
        SendOutcome.CLOSED,
        onTurn(reactor, () -> box.transport.send(bytes("late"), box.address())));
    var again = open(reactor, box.transport.endpoint());
    assertEquals(box.address(), again.address());
  }

  @Test
  void closingFromAnotherThreadWorks() {
    var reactor = started();
    var box = open(reactor);
    assertTrue(box.transport.close());
    assertSoon(List.of("started", "closed"), () -> box.events);
  }

  @Test
  void oneOfSeveralThreadsThatCloseDoes() {
    var reactor = started();
    var box = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          assertTrue(elsewhere(box.transport::close));
          assertFalse(elsewhere(box.transport::close));
          assertTrue(box.transport.isOpen());
          assertFalse(box.transport.close());
          assertFalse(box.transport.isOpen());
        });
    assertSoon(List.of("started", "closed"), () -> box.events);
  }

  @Test
  void closingInsideACallbackEndsDeliveryAtOnce() {
    var reactor = started();
    var one = open(reactor);
    var other =
        open(
            reactor,
            LOOPBACK,
            DatagramOptions.DEFAULT,
            transport ->
                new DatagramRecorder(transport) {
                  @Override
                  public void datagramReceived(ByteBuffer data, SocketAddress from) {
                    super.datagramReceived(data, from);
                    transport.close();
                    events.add("callback over");
                  }
                });
    doOnTurn(
        reactor,
        () -> {
          send(one, "first", other.address());
          send(one, "second", other.address());
        });
    assertSoon(List.of("started", "callback over", "closed"), () -> other.events);
    settle(reactor);
    assertEquals(List.of("first"), other.texts());
  }

  @Test
  void whatWasSentBeforeClosingGoesOut() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          send(one, "last words", other.address());
          one.transport.close();
        });
    assertSoon(List.of("last words"), other::texts);
  }

  @Test
  void theEndOfTheReactorClosesTheSocket() {
    var reactor = started();
    var box = open(reactor);
    reactor.close();
    assertEquals(List.of("started", "closed"), box.events);
  }

  @Test
  void pausedReadingDeliversLater() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          other.transport.pauseReading();
          send(one, "later", other.address());
        });
    settle(reactor);
    assertEquals(List.of(), other.texts());
    doOnTurn(reactor, other.transport::resumeReading);
    assertSoon(List.of("later"), other::texts);
  }

  @Test
  void sendingNeedsTheTurn() {
    var box = open(started());
    assertThrows(WrongThreadException.class, () -> box.transport.send(bytes("x"), box.address()));
  }
}
