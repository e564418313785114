package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.CloseReason;
import dev.triga.net.ListenOptions;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.stream.BlockingByteChannel;
import dev.triga.stream.ByteAgent;
import dev.triga.stream.ByteProducer;
import dev.triga.stream.HalfClose;
import dev.triga.stream.StreamControl;
import dev.triga.stream.StreamProtocol;
import dev.triga.testing.Peer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Streams with credit over connections.
abstract class StreamsContract extends Contract {
  private static final CloseReason ENOUGH = CloseReason.of(CloseReason.Kind.ABORTED, "enough");

  private static final int MUCH_BYTES = 8 << 20;

  StreamsContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  /// An agent that writes down what happens, and holds what it gets when told to.
  private static class Recording extends ByteAgent {
    final List<String> events = new CopyOnWriteArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    volatile boolean isHolding;
    volatile long heldMax;

    Recording(Reactor reactor) {
      super(reactor);
    }

    @Override
    protected void connected(StreamControl.Connected to) {
      events.add("connected");
    }

    @Override
    protected void dataReceived(ByteBuffer data) {
      var copy = new byte[data.remaining()];
      data.get(copy);
      bytes.writeBytes(copy);
      if (isHolding) {
        hold(copy.length);
        heldMax = Math.max(heldMax, held());
      }
    }

    void letGo() {
      release(held());
    }

    @Override
    protected void dataEnded(CloseReason reason) {
      events.add("ended " + reason.kind());
    }

    @Override
    protected void aborted(CloseReason reason) {
      events.add("aborted " + reason.kind());
    }

    @Override
    protected void writingAborted(CloseReason reason) {
      events.add("writing aborted " + reason.kind());
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    int size() {
      return bytes.size();
    }
  }

  /// A foreign client, our end of its connection and the agent attached to it.
  private record Attached(Reactor reactor, Peer peer, StreamProtocol protocol, Recording agent) {}

  private Attached attached(HalfClose halfClose) {
    var reactor = started();
    var agent = new Recording(reactor);
    var server =
        serve(
            reactor,
            ListenOptions.DEFAULT,
            transport -> {
              var protocol = new StreamProtocol(transport, halfClose);
              protocol.bytes().attach(agent.bytes());
              return protocol;
            });
    var peer = server.connect();
    var protocol = server.next();
    settle(reactor);
    return new Attached(reactor, peer, protocol, agent);
  }

  private Attached attached() {
    return attached(HalfClose.BOTH);
  }

  /// Does what would keep the test waiting.
  private static CompletableFuture<Boolean> aside(Runnable work) {
    return asideOf(() -> {
      work.run();
      return true;
    });
  }

  @Test
  void whatComesInGoesToTheAgentAfterItKnowsTheConnection() {
    var all = attached();
    all.peer().write("hello");
    assertSoon("hello", all.agent()::text);
    assertEquals(List.of("connected"), all.agent().events);
  }

  @Test
  void whatTheAgentWritesGoesOut() {
    var all = attached();
    all.agent().write(bytes("from any thread"));
    assertEquals("from any thread", all.peer().readText(15));
  }

  @Test
  void muchThroughASlowConsumerTakesABoundedRoom() {
    var all = attached();
    all.agent().isHolding = true;
    var data = pattern(MUCH_BYTES);
    var written = aside(() -> all.peer().write(data));
    for (int seen = 0; seen < data.length; ) {
      int before = seen;
      eventually("more comes", () -> all.agent().size() > before);
      seen = all.agent().size();
      doOnTurn(all.reactor(), all.agent()::letGo);
    }
    var ignored = await(written);
    assertArrayEquals(data, all.agent().bytes.toByteArray());
    assertTrue(all.agent().heldMax <= ByteAgent.DEFAULT_WINDOW_BYTES, "" + all.agent().heldMax);
  }

  @Test
  void withoutCreditNothingMoreComesIn() {
    var all = attached();
    all.agent().isHolding = true;
    var data = pattern(300_000);
    var written = aside(() -> all.peer().write(data));
    assertSoon((int) ByteAgent.DEFAULT_WINDOW_BYTES, all.agent()::size);
    settle(all.reactor());
    assertEquals(ByteAgent.DEFAULT_WINDOW_BYTES, all.agent().size());
    assertTrue(onTurn(all.reactor(), () -> all.protocol().transport().isReadingPaused()));
    all.agent().isHolding = false;
    doOnTurn(all.reactor(), all.agent()::letGo);
    var ignored = await(written);
    assertSoon(data.length, all.agent()::size);
    assertArrayEquals(data, all.agent().bytes.toByteArray());
  }

  /// Sends a pattern as fast as it may.
  private static final class Flood extends ByteProducer {
    private final ByteBuffer data;
    private final Transport transport;
    volatile long unsentMax;

    Flood(Transport transport, byte[] data) {
      super(transport.reactor());
      this.transport = transport;
      this.data = ByteBuffer.wrap(data);
    }

    @Override
    protected void produce() {
      while (credit() > 0 && data.hasRemaining()) {
        var ignored = sendSome(data);
        unsentMax = Math.max(unsentMax, transport.unsentBytes());
      }
      if (!data.hasRemaining()) {
        endData();
      }
    }
  }

  @Test
  void muchToASlowPeerTakesABoundedRoom() {
    var pair = pair(StreamProtocol::new);
    var data = pattern(MUCH_BYTES);
    var flood = new Flood(pair.protocol().transport(), data);
    var done = flood.pipeTo(pair.protocol().bytes().consumer());
    settle(pair.reactor());
    assertFalse(done.isDone());
    assertArrayEquals(data, pair.peer().read(data.length, PATIENCE));
    assertEquals(data.length, await(done));
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
    long bound = Transport.DEFAULT_HIGH_WATER_BYTES + 2 * ByteAgent.DEFAULT_WINDOW_BYTES;
    assertTrue(flood.unsentMax <= bound, "unsent " + flood.unsentMax);
  }

  @Test
  void twoConnectionsAttachedForwardBothWays() {
    var reactor = started();
    var server = serve(reactor, ListenOptions.DEFAULT, StreamProtocol::new);
    var left = server.connect();
    var leftEnd = server.next();
    var right = server.connect();
    var rightEnd = server.next();
    doOnTurn(reactor, () -> leftEnd.bytes().attach(rightEnd.bytes()));
    left.write("to the right");
    assertEquals("to the right", right.readText(12));
    right.write("to the left");
    assertEquals("to the left", left.readText(11));
    left.shutdownOutput();
    assertEquals(Peer.End.ORDERLY, right.awaitEnd());
    right.write("still");
    assertEquals("still", left.readText(5));
    right.shutdownOutput();
    assertEquals(Peer.End.ORDERLY, left.awaitEnd());
    eventually("both end", () -> !leftEnd.transport().isOpen() && !rightEnd.transport().isOpen());
  }

  @Test
  void muchIsForwardedInOrder() {
    var reactor = started();
    var server = serve(reactor, ListenOptions.DEFAULT, StreamProtocol::new);
    var left = server.connect();
    var leftEnd = server.next();
    var right = server.connect();
    var rightEnd = server.next();
    doOnTurn(reactor, () -> leftEnd.bytes().attach(rightEnd.bytes()));
    var data = pattern(MUCH_BYTES);
    var written = aside(() -> left.write(data));
    assertArrayEquals(data, right.read(data.length, PATIENCE));
    var ignored = await(written);
  }

  @Test
  void whatIsDetachedStaysInTheConnection() {
    var all = attached();
    all.peer().write("one");
    assertSoon("one", all.agent()::text);
    doOnTurn(all.reactor(), () -> all.protocol().bytes().detach());
    all.peer().write("two");
    settle(all.reactor());
    assertEquals("one", all.agent().text());
    var next = new Recording(all.reactor());
    all.protocol().bytes().attach(next.bytes());
    assertSoon("two", next::text);
  }

  @Test
  void anAbortOfTheConsumerResetsTheConnection() {
    var all = attached();
    all.agent().abort(ENOUGH);
    assertEquals(Peer.End.RESET, all.peer().awaitEnd());
    assertSoon(
        List.of("connected", "aborted ABORTED", "writing aborted ABORTED"),
        () -> all.agent().events);
  }

  @Test
  void anAbortOfTheProducerResetsTheConnection() {
    var all = attached();
    all.agent().writer().abort(ENOUGH);
    assertEquals(Peer.End.RESET, all.peer().awaitEnd());
    eventually("both hear of it", () -> all.agent().events.size() == 3);
  }

  @Test
  void aResetByThePeerEndsTheDataIncomplete() {
    var all = attached();
    all.peer().write("half a sen");
    assertSoon("half a sen", all.agent()::text);
    all.peer().abort();
    assertSoon(
        List.of("connected", "ended LOST", "writing aborted LOST"),
        () -> all.agent().events.stream().sorted().toList());
  }

  @Test
  void dataThatEndsIncompleteResetsTheConnection() {
    var pair = pair(StreamProtocol::new);
    var broken =
        new ByteProducer(pair.reactor()) {
          @Override
          protected void produce() {
            send(bytes("half"));
            endData(ENOUGH);
          }
        };
    var failure = failureOf(broken.pipeTo(pair.protocol().bytes().consumer()));
    assertTrue(failure.getMessage().contains("enough"), failure.getMessage());
    assertEquals(Peer.End.RESET, pair.peer().awaitEnd());
  }

  @Test
  void eitherDirectionMayEndAlone() {
    var all = attached();
    all.peer().shutdownOutput();
    assertSoon(List.of("connected", "ended DONE"), () -> all.agent().events);
    all.agent().write(bytes("still here"));
    assertEquals("still here", all.peer().readText(10));
    all.agent().end();
    assertEquals(Peer.End.ORDERLY, all.peer().awaitEnd());
  }

  @Test
  void endingOursLeavesThePeersOpen() {
    var all = attached();
    all.agent().write(bytes("all said"));
    all.agent().end();
    assertEquals("all said", all.peer().readText(8));
    assertEquals(Peer.End.ORDERLY, all.peer().awaitEnd());
    all.peer().write("not by me");
    assertSoon("not by me", all.agent()::text);
    all.peer().shutdownOutput();
    assertSoon(List.of("connected", "ended DONE"), () -> all.agent().events);
  }

  @Test
  void withoutHalfCloseThePeersEndEndsOurs() {
    var all = attached(HalfClose.NONE);
    all.agent().write(bytes("last words"));
    all.peer().shutdownOutput();
    assertEquals("last words", all.peer().readText(10));
    assertEquals(Peer.End.ORDERLY, all.peer().awaitEnd());
    eventually(
        "both directions end",
        () -> all.agent().events.containsAll(List.of("ended DONE", "writing aborted DONE")));
  }

  @Test
  void withoutHalfCloseOurEndEndsThePeers() {
    var all = attached(HalfClose.NONE);
    all.agent().write(bytes("bye"));
    all.agent().end();
    assertEquals("bye", all.peer().readText(3));
    assertEquals(Peer.End.ORDERLY, all.peer().awaitEnd());
    all.peer().close();
    assertSoon(List.of("connected", "ended DONE"), () -> all.agent().events);
  }

  @Test
  void onlyTheInputMayEndAlone() {
    var all = attached(HalfClose.INPUT);
    all.peer().shutdownOutput();
    assertSoon(List.of("connected", "ended DONE"), () -> all.agent().events);
    all.agent().write(bytes("more"));
    assertEquals("more", all.peer().readText(4));
  }

  @Test
  void onlyTheOutputMayEndAlone() {
    var all = attached(HalfClose.OUTPUT);
    all.agent().end();
    assertEquals(Peer.End.ORDERLY, all.peer().awaitEnd());
    all.peer().write("more");
    assertSoon("more", all.agent()::text);
    all.peer().shutdownOutput();
    assertSoon(List.of("connected", "ended DONE"), () -> all.agent().events);
  }

  @Test
  void aThreadTalksOverAConnection() {
    var pair = pair(StreamProtocol::new);
    try (var channel = new BlockingByteChannel(pair.reactor())) {
      pair.protocol().bytes().attach(channel.bytes());
      var data = pattern(1 << 20);
      var written = aside(() -> pair.peer().write(data));
      assertArrayEquals(data, onThread(() -> channel.inputStream().readNBytes(data.length)));
      var ignored = await(written);
      var sent = asideOf(() -> channel.write(ByteBuffer.wrap(data)));
      assertArrayEquals(data, pair.peer().read(data.length, PATIENCE));
      assertEquals(data.length, await(sent));
      pair.peer().shutdownOutput();
      assertEquals(-1, onThread(() -> channel.read(ByteBuffer.allocate(1))));
    }
    assertEquals(Peer.End.ORDERLY, pair.peer().awaitEnd());
  }

  private static <T> CompletableFuture<T> asideOf(Callable<T> work) {
    var done = new CompletableFuture<T>();
    Thread.startVirtualThread(() -> {
      try {
        done.complete(work.call());
      } catch (Throwable e) {
        done.completeExceptionally(e);
      }
    });
    return done;
  }

  private <T> T onThread(Callable<T> work) {
    return await(asideOf(work));
  }

  @Test
  void whatIsHeldArrivesAfterTheConnectionIsGone() {
    var all = attached();
    all.agent().isHolding = true;
    var data = pattern((int) ByteAgent.DEFAULT_WINDOW_BYTES + 1000);
    all.peer().write(data);
    assertSoon((int) ByteAgent.DEFAULT_WINDOW_BYTES, all.agent()::size);
    all.peer().shutdownOutput();
    doOnTurn(all.reactor(), all.agent()::letGo);
    assertSoon(List.of("connected", "ended DONE"), () -> all.agent().events);
    assertArrayEquals(data, all.agent().bytes.toByteArray());
  }
}
