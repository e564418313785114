package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.ListenOptions;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Watermarks, the hard cap and pausing.
abstract class BackPressureContract extends Contract {
  private static final int PIECE = 64 * 1024;

  BackPressureContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  /// Writes until the transport says that it is above the high watermark, and returns how many
  /// bytes that took. The peer must not read meanwhile.
  static int fill(Transport transport) {
    int written = 0;
    while (written < (64 << 20)) {
      written += PIECE;
      if (transport.write(ByteBuffer.allocate(PIECE)) == WriteOutcome.ABOVE_HIGH_WATER) {
        return written;
      }
    }
    throw new AssertionError("64 MiB went nowhere");
  }

  @Test
  void aWriterIsToldWhenThePeerDoesNotRead() {
    var pair = pair();
    // Looked at before the turn ends, because some of it is sent after that.
    long unsent =
        onTurn(
            pair.reactor(),
            () -> {
              int written = fill(pair.protocol().transport);
              assertTrue(written >= Transport.DEFAULT_HIGH_WATER_BYTES);
              return pair.protocol().transport.unsentBytes();
            });
    assertTrue(unsent > Transport.DEFAULT_HIGH_WATER_BYTES);
    pair.protocol().transport.abort();
  }

  @Test
  void writableFollowsWhenThePeerHasRead() {
    var pair = pair();
    int written = onTurn(pair.reactor(), () -> fill(pair.protocol().transport));
    settle(pair.reactor());
    assertEquals(0, pair.protocol().count("writable"));
    assertEquals(written, pair.peer().read(written, PATIENCE).length);
    assertSoon(1L, () -> pair.protocol().count("writable"));
  }

  @Test
  void writableIsNotCalledForWhatWasQueued() {
    var pair = pair();
    doOnTurn(pair.reactor(), () -> pair.protocol().transport.write(bytes("little")));
    assertEquals("little", pair.peer().readText(6));
    settle(pair.reactor());
    assertEquals(0, pair.protocol().count("writable"));
  }

  @Test
  void anotherThreadIsToldToo() {
    var pair = pair();
    int written = fill(pair.protocol().transport);
    assertEquals(written, pair.peer().read(written, PATIENCE).length);
    eventually("writable follows", () -> pair.protocol().count("writable") >= 1);
  }

  @Test
  void theWatermarksCanBeSet() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          transport.watermarks(10, 20);
          assertEquals(WriteOutcome.QUEUED, transport.write(ByteBuffer.allocate(20)));
          assertEquals(WriteOutcome.ABOVE_HIGH_WATER, transport.write(ByteBuffer.allocate(1)));
        });
    assertSoon(1L, () -> pair.protocol().count("writable"));
  }

  @Test
  void senselessWatermarksAreRefused() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          assertThrows(IllegalArgumentException.class, () -> transport.watermarks(-1, 10));
          assertThrows(IllegalArgumentException.class, () -> transport.watermarks(11, 10));
        });
  }

  @Test
  void aPeerThatNeverReadsEndsInOverflow() {
    var server =
        serve(started(), ListenOptions.DEFAULT.withHardCapBytes(256 * 1024), Recorder::new);
    server.connect();
    var protocol = server.next();
    var last =
        onTurn(
            server.reactor,
            () -> {
              for (int i = 0; i < 10_000; i++) {
                if (protocol.transport.write(ByteBuffer.allocate(PIECE)) == WriteOutcome.CLOSED) {
                  return WriteOutcome.CLOSED;
                }
                assertTrue(protocol.transport.unsentBytes() <= 256 * 1024);
              }
              return WriteOutcome.QUEUED;
            });
    assertEquals(WriteOutcome.CLOSED, last);
    eventually("it ends", protocol::isLost);
    assertEquals(CloseReason.Kind.OVERFLOW, protocol.reason().kind());
  }

  @Test
  void aThreadThatNeverLooksEndsInOverflowToo() {
    var server =
        serve(started(), ListenOptions.DEFAULT.withHardCapBytes(256 * 1024), Recorder::new);
    server.connect();
    var protocol = server.next();
    for (int i = 0; i < 10_000 && !protocol.isLost(); i++) {
      protocol.transport.write(ByteBuffer.allocate(PIECE));
    }
    eventually("it ends", protocol::isLost);
    assertEquals(CloseReason.Kind.OVERFLOW, protocol.reason().kind());
  }

  @Test
  void pausedReadingDeliversNothing() {
    var pair = pair();
    doOnTurn(pair.reactor(), pair.protocol().transport::pauseReading);
    assertTrue(onTurn(pair.reactor(), pair.protocol().transport::isReadingPaused));
    pair.peer().write("held");
    settle(pair.reactor());
    assertEquals("", pair.protocol().text());
    doOnTurn(pair.reactor(), pair.protocol().transport::resumeReading);
    assertSoon("held", pair.protocol()::text);
    assertFalse(onTurn(pair.reactor(), pair.protocol().transport::isReadingPaused));
  }

  @Test
  void resumeNeverDeliversInsideTheCall() {
    var pair = pair();
    doOnTurn(pair.reactor(), pair.protocol().transport::pauseReading);
    pair.peer().write("held");
    settle(pair.reactor());
    var inside =
        onTurn(
            pair.reactor(),
            () -> {
              pair.protocol().transport.resumeReading();
              return pair.protocol().size();
            });
    assertEquals(0, inside);
    assertSoon(4, pair.protocol()::size);
  }

  @Test
  void whoKeptBytesBackIsToldWhenReadingGoesOn() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void readingResumed() {
                events.add("resumed");
              }
            });
    server.connect();
    var protocol = server.next();
    var inside =
        onTurn(
            server.reactor,
            () -> {
              protocol.transport.pauseReading();
              protocol.transport.resumeReading();
              return protocol.count("resumed");
            });
    assertEquals(0, inside);
    assertSoon(1L, () -> protocol.count("resumed"));
    doOnTurn(
        server.reactor,
        () -> {
          protocol.transport.pauseReading();
          protocol.transport.resumeReading();
          protocol.transport.pauseReading();
        });
    settle(server.reactor);
    assertEquals(1, protocol.count("resumed"));
  }

  @Test
  void pausingInConnectionMadeHoldsTheFirstBytes() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void connectionMade() {
                super.connectionMade();
                transport.pauseReading();
              }
            });
    server.connect().write("early");
    var protocol = server.next();
    settle(server.reactor);
    assertEquals("", protocol.text());
    doOnTurn(server.reactor, protocol.transport::resumeReading);
    assertSoon("early", protocol::text);
  }

  @Test
  void pausingInsideDataReceivedStopsFurtherData() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void dataReceived(ByteBuffer data) {
                super.dataReceived(data);
                transport.pauseReading();
              }
            });
    var peer = server.connect();
    var protocol = server.next();
    peer.write("first");
    assertSoon("first", protocol::text);
    peer.write("second");
    settle(server.reactor);
    assertEquals("first", protocol.text());
    doOnTurn(server.reactor, protocol.transport::resumeReading);
    assertSoon("firstsecond", protocol::text);
  }

  @Test
  void aPausedConnectionSlowsThePeerDown() {
    var pair = pair();
    doOnTurn(pair.reactor(), pair.protocol().transport::pauseReading);
    int idle = 0;
    long offered = 0;
    var piece = pattern(64 * 1024);
    while (idle < 3 && offered < (256L << 20)) {
      int taken = pair.peer().offer(piece);
      offered += Math.max(0, taken);
      idle = taken > 0 ? 0 : idle + 1;
      settle(pair.reactor());
    }
    assertEquals(3, idle, "the peer could send without end");
    assertEquals(0, pair.protocol().size());
    pair.protocol().transport.abort();
  }

  @Test
  void aPausedConnectionStillNoticesAReset() {
    needs(ReactorUnderTest.Capability.RESET_WHILE_PAUSED);
    var pair = pair();
    doOnTurn(pair.reactor(), pair.protocol().transport::pauseReading);
    settle(pair.reactor());
    pair.peer().abort();
    eventually("the reset is noticed", pair.protocol()::isLost);
    assertEquals(CloseReason.Kind.LOST, pair.protocol().reason().kind());
  }

  @Test
  void nothingIsLostAcrossManyPauses() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void dataReceived(ByteBuffer data) {
                super.dataReceived(data);
                transport.pauseReading();
                transport.reactor().execute(transport::resumeReading);
              }
            });
    var peer = server.connect();
    var protocol = server.next();
    var data = pattern(500_000);
    peer.write(data);
    assertSoon(data.length, protocol::size);
    assertArrayEquals(data, protocol.received());
  }

  @Test
  void whatWaitsIsSentInOrderWhenThePeerReads() {
    var pair = pair();
    var data = pattern(4 << 20);
    doOnTurn(
        pair.reactor(),
        () -> {
          for (int from = 0; from < data.length; from += 10_000) {
            pair.protocol()
                .transport
                .write(ByteBuffer.wrap(data, from, Math.min(10_000, data.length - from)));
          }
        });
    assertArrayEquals(data, pair.peer().read(data.length, PATIENCE));
    assertSoon(0L, pair.protocol().transport::unsentBytes);
    assertEquals(List.of("made", "writable"), pair.protocol().events);
  }
}
