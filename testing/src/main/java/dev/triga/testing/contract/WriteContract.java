package dev.triga.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.Producer;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.testing.Gen;
import dev.triga.testing.Peer;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Writing and what arrives.
abstract class WriteContract extends Contract {
  WriteContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  @Test
  void whatIsWrittenArrives() {
    var pair = pair();
    assertEquals(
        WriteOutcome.QUEUED,
        onTurn(pair.reactor(), () -> pair.protocol().transport.write(bytes("hello"))));
    assertEquals("hello", pair.peer().readText(5));
  }

  @Test
  void writesArriveInOrder() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          for (var piece : List.of("a", "b", "c", "d")) {
            pair.protocol().transport.write(bytes(piece));
          }
        });
    assertEquals("abcd", pair.peer().readText(4));
  }

  @Test
  void smallAndLargeWritesKeepTheirOrder() {
    var pair = pair();
    var large = pattern(200_000);
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.write(bytes("<"));
          pair.protocol().transport.write(ByteBuffer.wrap(large));
          pair.protocol().transport.write(bytes(">"));
        });
    var got = pair.peer().read(large.length + 2, PATIENCE);
    assertEquals('<', got[0]);
    assertEquals('>', got[got.length - 1]);
    assertArrayEquals(large, java.util.Arrays.copyOfRange(got, 1, got.length - 1));
  }

  @Test
  void thePositionEndsAtTheLimit() {
    var pair = pair();
    var data = bytes("..hello..").position(2).limit(7);
    doOnTurn(pair.reactor(), () -> pair.protocol().transport.write(data));
    assertEquals(7, data.position());
    assertEquals("hello", pair.peer().readText(5));
  }

  @Test
  void theCallersBufferMayBeUsedAgainAtOnce() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          var reused = ByteBuffer.allocate(4);
          for (int i = 0; i < 4; i++) {
            reused.clear().put("abcd".substring(i, i + 1).repeat(4).getBytes(UTF_8)).flip();
            pair.protocol().transport.write(reused);
          }
        });
    assertEquals("aaaabbbbccccdddd", pair.peer().readText(16));
  }

  @Test
  void aLargeBufferMayBeUsedAgainAtOnceToo() {
    var pair = pair();
    var original = pattern(300_000);
    var reused = original.clone();
    doOnTurn(
        pair.reactor(),
        () -> {
          pair.protocol().transport.write(ByteBuffer.wrap(reused));
          java.util.Arrays.fill(reused, (byte) 0);
        });
    assertArrayEquals(original, pair.peer().read(original.length, PATIENCE));
  }

  /// What is lent arrives between what was written before and after, whether the peer takes it at
  /// once or not; a buffer on the heap may be used again, as when it is written.
  @Test
  void whatIsLentKeepsItsPlace() {
    var pair = pair();
    var large = pattern(400_000);
    var direct = ByteBuffer.allocateDirect(large.length + 1).position(1).put(large).flip();
    var heap = ByteBuffer.wrap(large.clone());
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          transport.write(bytes("<"));
          for (var each : List.of(direct.position(1).slice(), heap, direct.asReadOnlyBuffer())) {
            transport.lend(each);
            assertEquals(0, each.remaining());
            transport.write(bytes("|"));
          }
          java.util.Arrays.fill(heap.array(), (byte) 0);
        });
    var got = pair.peer().read(3 * (large.length + 1) + 1, PATIENCE);
    assertEquals('<', got[0]);
    for (int i = 0; i < 3; i++) {
      int from = 1 + i * (large.length + 1);
      assertArrayEquals(large, java.util.Arrays.copyOfRange(got, from, from + large.length));
      assertEquals('|', got[from + large.length]);
    }
  }

  @Test
  void everyKindOfBufferIsTaken() {
    var pair = pair();
    var direct = ByteBuffer.allocateDirect(1).put((byte) '2').flip();
    var readOnly = bytes("3").asReadOnlyBuffer();
    var slice = bytes("xx4xx").slice(2, 1);
    doOnTurn(
        pair.reactor(),
        () -> {
          for (var buffer : List.of(bytes("1"), direct, readOnly, slice)) {
            pair.protocol().transport.write(buffer);
          }
        });
    assertEquals("1234", pair.peer().readText(4));
  }

  @Test
  void writingNothingIsFine() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          assertEquals(
              WriteOutcome.QUEUED, pair.protocol().transport.write(ByteBuffer.allocate(0)));
          pair.protocol().transport.write(bytes("x"));
        });
    assertEquals("x", pair.peer().readText(1));
  }

  @Test
  void aSequenceArrivesAsOne() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () ->
            pair.protocol()
                .transport
                .writeSequence(List.of(bytes("one "), bytes("two "), bytes("three"))));
    assertEquals("one two three", pair.peer().readText(13));
  }

  @Test
  void anotherThreadWrites() {
    var pair = pair();
    pair.protocol().transport.write(bytes("from outside"));
    assertEquals("from outside", pair.peer().readText(12));
  }

  @Test
  void sequencesOfSeveralThreadsAreNotMixed() throws Exception {
    var pair = pair();
    var threads = new ArrayList<Thread>();
    for (var letter : List.of("a", "b", "c")) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 200; i++) {
                  pair.protocol()
                      .transport
                      .writeSequence(List.of(bytes(letter), bytes(letter), bytes(letter)));
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }
    var got = pair.peer().readText(1800);
    for (int i = 0; i < got.length(); i += 3) {
      assertTrue(
          got.charAt(i) == got.charAt(i + 1) && got.charAt(i) == got.charAt(i + 2),
          () -> "mixed: " + got);
    }
  }

  @Test
  void eachThreadsWritesKeepTheirOrder() throws Exception {
    var pair = pair();
    var writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 1000; i++) {
                pair.protocol().transport.write(bytes(String.format("%04d", i)));
              }
            });
    var got = pair.peer().readText(4000);
    writer.join();
    for (int i = 0; i < 1000; i++) {
      assertEquals(String.format("%04d", i), got.substring(4 * i, 4 * i + 4));
    }
  }

  @Test
  void whatAnotherThreadWasPromisedGoesOutBeforeAClose() {
    keepsPromises(Transport::close);
  }

  @Test
  void whatAnotherThreadWasPromisedGoesOutBeforeAHalfClose() {
    keepsPromises(Transport::shutdownOutput);
  }

  /// Another thread writes while the turn ends our side, here from inside the one callback that may
  /// run there. It is told that it is too late, or its bytes go out.
  private void keepsPromises(Consumer<Transport> end) {
    var pair = pair();
    var transport = pair.protocol().transport;
    var early = pattern(200_000);
    var promised = new AtomicReference<@Nullable WriteOutcome>();
    var producer =
        new Producer.Push() {
          @Override
          public void pause() {
            promised.set(elsewhere(() -> transport.write(bytes("late"))));
            transport.unregisterProducer();
          }

          @Override
          public void resume() {}

          @Override
          public void stop() {}
        };
    doOnTurn(
        pair.reactor(),
        () -> {
          transport.registerProducer(producer);
          assertEquals(
              WriteOutcome.ABOVE_HIGH_WATER, elsewhere(() -> writeInPieces(transport, early)));
          end.accept(transport);
        });
    assertArrayEquals(early, pair.peer().read(early.length, PATIENCE));
    assertNotNull(promised.get());
    if (promised.get() != WriteOutcome.CLOSED) {
      assertEquals("late", pair.peer().readText(4));
    }
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
  }

  /// In pieces so small that they are not offered to the system at once, which would take them.
  private static WriteOutcome writeInPieces(Transport transport, byte[] data) {
    var outcome = WriteOutcome.QUEUED;
    for (int i = 0; i < data.length; i += 1000) {
      outcome = transport.write(ByteBuffer.wrap(data, i, 1000));
    }
    return outcome;
  }

  @Test
  void theFactoryMayWrite() {
    var server =
        serve(transport -> {
          transport.write(bytes("welcome"));
          return new Recorder(transport);
        });
    assertEquals("welcome", server.connect().readText(7));
  }

  @Test
  void connectionMadeMayWrite() {
    var server =
        serve(transport ->
            new Recorder(transport) {
              @Override
              public void connectionMade() {
                super.connectionMade();
                transport.write(bytes("made"));
              }
            });
    assertEquals("made", server.connect().readText(4));
  }

  @Test
  void aTimersWriteReachesThePeerOfAnIdleReactorAtOnce() {
    var pair = pair();
    pair.reactor()
        .schedule(Duration.ofMillis(5), () -> pair.protocol().transport.write(bytes("ticked")));
    settle(pair.reactor());
    pass(Duration.ofMillis(5));
    long before = System.nanoTime();
    assertEquals("ticked", pair.peer().readText(6));
    assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(5));
  }

  @Test
  void aMegabyteComesBackIntact(Gen gen) {
    var pair = pair(Echo::new);
    var data = gen.exactBytes(1 << 20);
    var sender = Thread.ofPlatform().start(() -> pair.peer().write(data));
    var got = new java.io.ByteArrayOutputStream();
    while (got.size() < data.length) {
      var piece = readSome(pair);
      got.writeBytes(piece);
    }
    assertArrayEquals(data, got.toByteArray());
    join(sender);
  }

  /// The peer is used by a writing thread too, so that reads must not hold it for long.
  private static byte[] readSome(Pair<?> pair) {
    return pair.peer().read(16 * 1024, Duration.ZERO);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void anyChunkingComesBackIntact(Gen gen) {
    var pair = pair(Echo::new);
    for (int round = 0; round < 10; round++) {
      var data = gen.bytes(500);
      for (var chunk : gen.chunks(data)) {
        pair.peer().write(chunk);
      }
      assertArrayEquals(data, pair.peer().read(data.length, PATIENCE));
    }
  }

  @Test
  void aPeerThatSendsByteByByteIsUnderstood() {
    var pair = pair();
    for (var letter : "slowly".split("")) {
      pair.peer().write(letter);
      settle(pair.reactor());
    }
    assertSoon("slowly", pair.protocol()::text);
  }

  @Test
  void whatWasTakenIsNotUnsentForLong() {
    var pair = pair();
    doOnTurn(pair.reactor(), () -> pair.protocol().transport.write(bytes("gone")));
    assertSoon(0L, pair.protocol().transport::unsentBytes);
  }

  @Test
  void writingFromInsideACallbackOfAnotherConnectionWorks() {
    var server = serve();
    var one = server.connect();
    var first = server.next();
    var other = server.connect();
    var second = server.next();
    doOnTurn(server.reactor, () -> first.transport.write(bytes("1")));
    doOnTurn(server.reactor, () -> second.transport.write(bytes("2")));
    assertEquals("1", one.readText(1));
    assertEquals("2", other.readText(1));
  }

  @Test
  void socketOptionsCanBeReadAndSet() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () -> {
          var transport = pair.protocol().transport;
          assertTrue(transport.option(StandardSocketOptions.TCP_NODELAY));
          transport.option(StandardSocketOptions.SO_KEEPALIVE, true);
          assertTrue(transport.option(StandardSocketOptions.SO_KEEPALIVE));
        });
  }

  @Test
  void anOpenTransportSaysSo() {
    var pair = pair();
    assertTrue(pair.protocol().transport.isOpen());
    assertTrue(pair.protocol().transport.toString().length() > 10);
  }
}
