package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import dev.triga.testing.Peer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Exactly one terminal event, whatever the end was.
abstract class EndingsContract extends Contract {
  EndingsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void anOrderlyEndOfThePeerIsDone() {
    var pair = pair();
    pair.peer().close();
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.DONE, pair.protocol().reason().kind());
    assertEquals(List.of("made", "readClosed", "lost"), pair.protocol().events);
  }

  @Test
  void aResetIsLost() {
    var pair = pair();
    pair.peer().abort();
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.LOST, pair.protocol().reason().kind());
    assertEquals(List.of("made", "lost"), pair.protocol().events);
  }

  @Test
  void aResetWhileWritingIsLost() {
    var pair = pair();
    doOnTurn(pair.reactor(), () -> BackPressureContract.fill(pair.protocol().transport));
    pair.peer().abort();
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.LOST, pair.protocol().reason().kind());
    assertEquals(1, pair.protocol().count("lost"));
  }

  @Test
  void writingToAPeerThatIsGoneEndsTheConnection() {
    var pair = pair(StayingOpen::new);
    pair.peer().close();
    eventually("the end is seen", () -> pair.protocol().count("readClosed") == 1);
    for (int i = 0; i < 2000 && !pair.protocol().isLost(); i++) {
      pair.protocol().transport.write(bytes("anybody there?"));
      settle(pair.reactor());
    }
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.LOST, pair.protocol().reason().kind());
  }

  /// Does not close when the peer has ended its side.
  static final class StayingOpen extends Recorder {
    StayingOpen(Transport transport) {
      super(transport);
    }

    @Override
    public void readClosed(Transport ended) {
      events.add("readClosed");
    }
  }

  @Test
  void allDataComesBeforeTheEnd() {
    var pair = pair();
    var data = pattern(300_000);
    pair.peer().write(data);
    pair.peer().close();
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(data.length, pair.protocol().size());
    assertEquals(
        List.of("readClosed", "lost"),
        pair.protocol()
            .events
            .subList(pair.protocol().events.size() - 2, pair.protocol().events.size()));
  }

  @Test
  void dataReceivedThatThrowsIsReportedAndAborts() {
    var broken = new IllegalStateException("data broke");
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void dataReceived(ByteBuffer data) {
                throw broken;
              }
            });
    var peer = server.connect();
    peer.write("x");
    var protocol = server.next();
    eventually("it ends", protocol::isLost);
    assertEquals(CloseReason.Kind.ABORTED, protocol.reason().kind());
    assertEquals(broken, protocol.reason().cause());
    assertNotEquals(Peer.End.OPEN, peer.awaitEnd());
    assertSoon(1, () -> failures().list().size());
    assertEquals(broken, failures().take().getFirst().error());
  }

  @Test
  void connectionMadeThatThrowsIsReportedAndAborts() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void connectionMade() {
                throw new IllegalStateException("made broke");
              }
            });
    server.connect();
    var protocol = server.next();
    eventually("it ends", protocol::isLost);
    assertEquals(CloseReason.Kind.ABORTED, protocol.reason().kind());
    assertSoon(1, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void readClosedThatThrowsIsReportedAndAborts() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void readClosed(Transport ended) {
                throw new IllegalStateException("readClosed broke");
              }
            });
    var peer = server.connect();
    var protocol = server.next();
    peer.shutdownOutput();
    eventually("it ends", protocol::isLost);
    assertEquals(CloseReason.Kind.ABORTED, protocol.reason().kind());
    assertSoon(1, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void connectionLostThatThrowsIsReportedAndHarmsNobodyElse() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void connectionLost(CloseReason why) {
                super.connectionLost(why);
                throw new IllegalStateException("lost broke");
              }
            });
    var one = server.connect();
    var first = server.next();
    var other = server.connect();
    var second = server.next();
    one.abort();
    eventually("it ends", first::isLost);
    other.write("unharmed");
    assertSoon("unharmed", second::text);
    assertSoon(1, () -> onTurn(server.reactor, server.port::connections));
    other.abort();
    eventually("it ends", second::isLost);
    assertSoon(2, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void theEndOfOneConnectionMayEndAnotherOfTheSamePass() {
    var ended = new CopyOnWriteArrayList<Recorder>();
    var server =
        serve(transport -> {
          var made =
              new Recorder(transport) {
                @Override
                public void dataReceived(ByteBuffer data) {
                  super.dataReceived(data);
                  ended.forEach(other -> other.transport.abort());
                }
              };
          ended.add(made);
          return made;
        });
    var peers = List.of(server.connect(), server.connect(), server.connect());
    var protocols = List.of(server.next(), server.next(), server.next());
    doOnTurn(server.reactor, () -> peers.forEach(peer -> peer.write("all together now")));
    for (var protocol : protocols) {
      eventually("each ends", protocol::isLost);
      assertEquals(1, protocol.count("lost"));
      assertEquals("lost", protocol.events.getLast());
    }
    assertEquals(1, protocols.stream().filter(protocol -> protocol.count("data") > 0).count());
  }

  @Test
  void aConnectionThatEndsFreesItsPlaceForANewOne() {
    var server = serve();
    for (int i = 0; i < 200; i++) {
      var peer = server.connect();
      peer.write("x");
      var protocol = server.next();
      eventually("it is heard", () -> protocol.size() == 1);
      if (i % 2 == 0) {
        peer.close();
      } else {
        peer.abort();
      }
      eventually("it ends", protocol::isLost);
    }
    assertSoon(0, () -> onTurn(server.reactor, server.port::connections));
  }

  @Test
  void connectionsThatAreOpenAtStopHearOfTheirEnd() throws Exception {
    var server = serve();
    var peer = server.connect();
    var protocol = server.next();
    server.reactor.stop();
    assertEquals(Peer.End.ORDERLY, peer.awaitEnd());
    peer.close();
    assertTrue(server.reactor.awaitStopped(PATIENCE));
    assertEquals(1, protocol.count("lost"));
  }

  @Test
  void garbageAndSilenceLeaveTheServerUnharmed() {
    var server = serve(WriteContract.Echo::new);
    var silent = server.connect();
    var garbage = server.connect();
    garbage.write(pattern(10_000));
    garbage.abort();
    var good = server.connect();
    good.write("good");
    assertEquals("good", good.readText(4));
    silent.close();
    good.close();
    assertSoon(0, () -> onTurn(server.reactor, server.port::connections));
  }

  @Test
  void aReasonIsOneSentenceAndItsKindDecides() {
    var reason = CloseReason.of(CloseReason.Kind.LOST, "the peer reset the connection");
    assertEquals("LOST: the peer reset the connection", reason.toString());
    assertTrue(CloseReason.DONE.isDone());
  }

  @Test
  void anAbortMayHaveAReasonOfItsOwn() {
    var pair = pair();
    var reason = CloseReason.of(CloseReason.Kind.TIMED_OUT, "silent for too long");
    assertTrue(pair.protocol().transport.abort(reason));
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(reason, pair.protocol().reason());
    assertEquals(Peer.End.RESET, pair.peer().awaitEnd());
  }

  @Test
  void oneOfTwoAbortsWinsAndItsReasonIsTold() {
    var pair = pair();
    var transport = pair.protocol().transport;
    var first = CloseReason.of(CloseReason.Kind.TIMED_OUT, "the first one");
    var second = CloseReason.of(CloseReason.Kind.ABORTED, "the second one");
    doOnTurn(
        pair.reactor(),
        () -> {
          assertTrue(elsewhere(() -> transport.abort(first)));
          assertFalse(transport.abort(second));
        });
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(first, pair.protocol().reason());
  }

  @Test
  void anotherThreadThatClosesAfterAHalfCloseBeginsTheEnd() {
    var pair = pair();
    var transport = pair.protocol().transport;
    doOnTurn(pair.reactor(), transport::shutdownOutput);
    assertTrue(transport.close());
    assertFalse(transport.close());
    pair.peer().close();
    eventually("it ends", pair.protocol()::isLost);
  }

  @Test
  void whoAsksIsToldOfTheEndAfterTheProtocol() {
    var pair = pair();
    var transport = pair.protocol().transport;
    var told = new CopyOnWriteArrayList<CloseReason>();
    transport
        .ended()
        .thenAccept(reason -> {
          assertTrue(pair.protocol().isLost());
          told.add(reason);
        });
    transport.ended().cancel();
    settle(pair.reactor());
    assertTrue(told.isEmpty());
    pair.peer().close();
    eventually("it is told", () -> !told.isEmpty());
    assertEquals(List.of(CloseReason.DONE), told);
    transport.ended().thenAccept(told::add);
    assertSoon(2, told::size);
  }

  @Test
  void aConnectionThatBeginsToEndSaysSo() {
    var pair = pair();
    var transport = pair.protocol().transport;
    assertFalse(transport.isEnding());
    doOnTurn(pair.reactor(), transport::shutdownOutput);
    assertFalse(transport.isEnding());
    doOnTurn(pair.reactor(), transport::close);
    assertTrue(transport.isEnding());
    pair.peer().close();
    eventually("it ends", pair.protocol()::isLost);
    assertTrue(transport.isEnding());
  }
}
