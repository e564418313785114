package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.testing.Peer;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// One side ends, the other goes on.
abstract class HalfCloseContract extends Contract {
  HalfCloseContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void theEndOfThePeersSideComesAfterAllItsData() {
    var pair = pair(EndingsContract.StayingOpen::new);
    var data = pattern(200_000);
    pair.peer().write(data);
    pair.peer().shutdownOutput();
    eventually("the end is seen", () -> pair.protocol().count("readClosed") == 1);
    assertEquals(data.length, pair.protocol().size());
    assertEquals("readClosed", pair.protocol().events.getLast());
  }

  @Test
  void byDefaultOurSideEndsToo() {
    var pair = pair();
    pair.peer().shutdownOutput();
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    eventually("it ends", pair.protocol()::isLost);
    assertTrue(pair.protocol().reason().isDone());
  }

  @Test
  void byDefaultWhatIsUnsentArrivesFirst() {
    var pair = pair();
    int written =
        onTurn(pair.reactor(), () -> BackPressureContract.fill(pair.protocol().transport));
    pair.peer().shutdownOutput();
    assertEquals(written, pair.peer().read(written, PATIENCE).length);
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
  }

  @Test
  void whoStaysOpenGoesOnWriting() {
    var pair = pair(EndingsContract.StayingOpen::new);
    pair.peer().shutdownOutput();
    eventually("the end is seen", () -> pair.protocol().count("readClosed") == 1);
    pair.protocol().transport.write(bytes("still talking"));
    assertEquals("still talking", pair.peer().readText(13));
    assertFalse(pair.protocol().isLost());
    pair.protocol().transport.close();
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    eventually("it ends", pair.protocol()::isLost);
    assertTrue(pair.protocol().reason().isDone());
  }

  @Test
  void theEndOfThePeersSideIsToldOnce() {
    var pair = pair(EndingsContract.StayingOpen::new);
    pair.peer().shutdownOutput();
    eventually("the end is seen", () -> pair.protocol().count("readClosed") == 1);
    for (int i = 0; i < 5; i++) {
      settle(pair.reactor());
    }
    assertEquals(1, pair.protocol().count("readClosed"));
  }

  @Test
  void endingOurSideLeavesTheOtherOpen() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.write(bytes("all said"));
          pair.protocol().transport.shutdownOutput();
        });
    assertEquals("all said", pair.peer().readText(8));
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    pair.peer().write("but listening");
    assertSoon("but listening", pair.protocol()::text);
    assertFalse(pair.protocol().isLost());
  }

  @Test
  void endingOurSideSendsWhatIsUnsentFirst() {
    var pair = pair();
    int written =
        onTurn(
            pair.reactor(),
            () -> {
              int count = BackPressureContract.fill(pair.protocol().transport);
              pair.protocol().transport.shutdownOutput();
              return count;
            });
    assertEquals(written, pair.peer().read(written, PATIENCE).length);
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
  }

  @Test
  void afterEndingOurSideWritesAreNotAccepted() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.shutdownOutput();
          assertEquals(WriteOutcome.CLOSED, pair.protocol().transport.write(bytes("late")));
          assertFalse(pair.protocol().transport.isOpen());
        });
  }

  @Test
  void endingOurSideMayBeRepeated() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.shutdownOutput();
          pair.protocol().transport.shutdownOutput();
        });
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
  }

  @Test
  void bothSidesEndedIsTheEnd() {
    var pair = pair();
    doOnTurn(pair.reactor(), pair.protocol().transport::shutdownOutput);
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    pair.peer().close();
    eventually("it ends", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.DONE, pair.protocol().reason().kind());
    assertEquals(1, pair.protocol().count("lost"));
  }

  @Test
  void bothSidesEndedInTheOtherOrderIsTheEndToo() {
    var pair = pair(EndingsContract.StayingOpen::new);
    pair.peer().shutdownOutput();
    eventually("the end is seen", () -> pair.protocol().count("readClosed") == 1);
    doOnTurn(pair.reactor(), pair.protocol().transport::shutdownOutput);
    eventually("it ends", pair.protocol()::isLost);
    assertTrue(pair.protocol().reason().isDone());
  }

  @Test
  void aPausedConnectionHearsOfTheEndAfterItsData() {
    var pair = pair(EndingsContract.StayingOpen::new);
    doOnTurn(pair.reactor(), pair.protocol().transport::pauseReading);
    pair.peer().write("before");
    pair.peer().shutdownOutput();
    settle(pair.reactor());
    assertEquals(0, pair.protocol().count("readClosed"));
    doOnTurn(pair.reactor(), pair.protocol().transport::resumeReading);
    eventually("the end is seen", () -> pair.protocol().count("readClosed") == 1);
    assertEquals("before", pair.protocol().text());
  }

  @Test
  void aRequestEndedByItsSenderIsAnswered() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void readClosed(Transport ended) {
                transport.write(ByteBuffer.wrap(received()));
                super.readClosed(ended);
              }
            });
    var peer = server.connect();
    peer.write("question");
    peer.shutdownOutput();
    assertEquals("question", peer.readText(8));
    assertEquals(Peer.End.ORDERLY, peer.awaitEnd());
  }
}
