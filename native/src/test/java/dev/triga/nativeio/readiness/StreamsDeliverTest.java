package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.driver.ConnectRequest;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.ReadBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.nativeio.readiness.DriverFixture.Pair;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Streams deliver what happens to a connection, once and in order.
@EnabledOnOs(OS.LINUX)
class StreamsDeliverTest {
  @ParameterizedTest
  @EnumSource(Mode.class)
  void bytesArriveAndGoOut(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      pair.peerWrites("hello");
      fixture.pollUntil(() -> pair.sink().text().equals("hello"));
      OutBuffer out = fixture.out("world".getBytes());
      assertThat(pair.handle().flush(out)).isEqualTo(FlushOutcome.DONE);
      assertThat(out.isEmpty()).isTrue();
      ByteBuffer answer = ByteBuffer.allocate(5);
      while (answer.hasRemaining()) {
        pair.peer().read(answer);
      }
      assertThat(new String(answer.array())).isEqualTo("world");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void moreThanTheBufferHoldsArrivesOverSeveralPolls(Mode mode) throws Exception {
    byte[] sent = random(1_000_000);
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      Thread writer = Thread.ofPlatform().start(() -> writeAll(pair.peer(), sent));
      fixture.pollUntil(() -> pair.sink().bytes().length == sent.length);
      writer.join();
      assertThat(pair.sink().bytes()).isEqualTo(sent);
      assertThat(pair.sink().events.size())
          .isGreaterThanOrEqualTo(sent.length / ReadBuffer.CAPACITY_BYTES);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatThePeerDoesNotTakeYetGoesOutWhenItReads(Mode mode) throws Exception {
    byte[] sent = random(12_000_000);
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      OutBuffer out = fixture.out(sent);
      assertThat(pair.handle().flush(out)).isEqualTo(FlushOutcome.PENDING);
      assertThat(pair.handle().write(ByteBuffer.wrap(new byte[1]))).isZero();
      fixture.polls(3);
      assertThat(pair.sink().events).isEmpty();
      byte[] received = new byte[sent.length];
      Thread reader = Thread.ofPlatform().start(() -> readAll(pair.peer(), received));
      while (!out.isEmpty()) {
        int seen = pair.sink().events.size();
        fixture.pollUntil(() -> pair.sink().events.size() > seen);
        pair.handle().flush(out);
      }
      reader.join();
      assertThat(received).isEqualTo(sent);
      assertThat(pair.sink().events).containsOnly("writable");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aLargeWriteOfAnyBufferGoesAsFarAsTheSystemTakesIt(Mode mode) throws Exception {
    byte[] bytes = random(8_000_000);
    for (ByteBuffer data : new ByteBuffer[] {ByteBuffer.wrap(bytes), direct(bytes)}) {
      try (var fixture = new DriverFixture(mode);
          Pair pair = fixture.accepted()) {
        data.position(3);
        int taken = pair.handle().write(data.asReadOnlyBuffer().position(3));
        assertThat(taken).isBetween(1, bytes.length - 4);
        byte[] received = new byte[taken];
        readAll(pair.peer(), received);
        assertThat(received).isEqualTo(Arrays.copyOfRange(bytes, 3, taken + 3));
        assertThat(pair.handle().flush(fixture.out(bytes))).isEqualTo(FlushOutcome.PENDING);
        fixture.pollUntil(() -> pair.sink().events.contains("writable"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theEndOfThePeersSideComesOnceAndAfterItsBytes(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      pair.peerWrites("last words");
      pair.peer().shutdownOutput();
      fixture.pollUntil(() -> pair.sink().events.contains("readClosed"));
      fixture.polls(5);
      assertThat(pair.sink().text()).isEqualTo("last words");
      assertThat(pair.sink().events).containsExactly("readable", "readClosed");
      assertThat(pair.handle().flush(fixture.out("still".getBytes()))).isEqualTo(FlushOutcome.DONE);
      byte[] answer = new byte[5];
      readAll(pair.peer(), answer);
      assertThat(new String(answer)).isEqualTo("still");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void bothEndsInOrderAreNotReportedAsAFailureAndDoNotSpin(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      pair.handle().shutdownOutput();
      pair.peer().shutdownOutput();
      fixture.pollUntil(() -> pair.sink().events.contains("readClosed"));
      fixture.polls(3);
      assertThat(pair.sink().events).containsExactly("readClosed");
      long begun = System.nanoTime();
      fixture.driver.poll(20_000_000);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(20_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aResetIsReportedOnce(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      pair.peerResets();
      fixture.pollUntil(() -> pair.sink().ended());
      fixture.polls(3);
      assertThat(pair.sink().events).containsExactly("closed");
      assertThat(pair.sink().ends.getFirst().kind()).isEqualTo(Kind.LOST);
      assertThat(pair.sink().ends.getFirst().detail()).contains("ECONNRESET");
      assertThat(pair.handle().write(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(pair.handle().remoteAddress()).isNotNull();
    }
  }

  @ParameterizedTest
  // Select tells nothing about a descriptor that is in no set.
  @EnumSource(value = Mode.class, mode = EnumSource.Mode.EXCLUDE, names = "SELECT")
  void aResetIsReportedWhileReadingIsPaused(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      pair.handle().pauseReading();
      pair.peerWrites("unread");
      fixture.polls(3);
      assertThat(pair.sink().events).isEmpty();
      pair.peerResets();
      fixture.pollUntil(() -> pair.sink().ended());
      assertThat(pair.sink().events).containsExactly("closed");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aFailedWriteIsExplainedAndTheReadSideEndsOnce(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      pair.peerResets();
      FlushOutcome outcome = FlushOutcome.DONE;
      for (int count = 0; count < 100 && outcome != FlushOutcome.FAILED; count++) {
        outcome = pair.handle().flush(fixture.out("x".getBytes()));
      }
      assertThat(outcome).isEqualTo(FlushOutcome.FAILED);
      assertThat(pair.handle().failure().kind()).isEqualTo(Kind.LOST);
      fixture.pollUntil(() -> pair.sink().ended());
      fixture.polls(3);
      assertThat(pair.sink().events).containsExactly("closed");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void nothingIsDeliveredDuringAPauseAndAllOfItAfterwards(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      pair.handle().pauseReading();
      pair.peerWrites("one ");
      fixture.polls(5);
      pair.peerWrites("two ");
      pair.peer().shutdownOutput();
      fixture.polls(5);
      assertThat(pair.sink().events).isEmpty();
      long begun = System.nanoTime();
      fixture.driver.poll(20_000_000);
      fixture.driver.poll(20_000_000);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(20_000_000);
      pair.handle().resumeReading();
      assertThat(pair.sink().events).isEmpty();
      fixture.pollUntil(() -> pair.sink().events.contains("readClosed"));
      assertThat(pair.sink().text()).isEqualTo("one two ");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aPauseInsideACallbackHoldsAndAResumeInsideItToo(Mode mode) throws Exception {
    byte[] sent = random(400_000);
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      Thread writer = Thread.ofPlatform().start(() -> writeAll(pair.peer(), sent));
      while (pair.sink().bytes().length < sent.length) {
        int seen = pair.sink().events.size();
        fixture.pollUntil(() -> pair.sink().events.size() > seen);
        pair.handle().pauseReading();
        fixture.polls(2);
        pair.handle().resumeReading();
        pair.handle().pauseReading();
        pair.handle().resumeReading();
      }
      writer.join();
      assertThat(pair.sink().bytes()).isEqualTo(sent);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aConnectionOfOursStandsAndTalks(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        var server = ServerSocketChannel.open().bind(DriverFixture.ANY_PORT)) {
      RecordingSink sink = new RecordingSink();
      StreamHandle handle = fixture.connect((InetSocketAddress) server.getLocalAddress(), sink);
      assertThat(sink.events).isEmpty();
      assertThat(handle.flush(fixture.out("early".getBytes()))).isEqualTo(FlushOutcome.PENDING);
      fixture.pollUntil(() -> sink.events.contains("writable"));
      assertThat(sink.events).containsExactly("connected", "writable");
      assertThat(handle.remoteAddress()).isEqualTo(server.getLocalAddress());
      try (SocketChannel peer = server.accept()) {
        assertThat(handle.localAddress()).isEqualTo(peer.getRemoteAddress());
        peer.write(ByteBuffer.wrap("hi".getBytes()));
        fixture.pollUntil(() -> sink.text().equals("hi"));
      }
      fixture.pollUntil(() -> sink.events.contains("readClosed"));
      handle.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aRefusedConnectionIsReportedByALaterPoll(Mode mode) throws IOException {
    InetSocketAddress nobody = unusedAddress();
    try (var fixture = new DriverFixture(mode)) {
      RecordingSink sink = new RecordingSink();
      fixture.connect(nobody, sink);
      assertThat(sink.events).isEmpty();
      fixture.pollUntil(sink::ended);
      assertThat(sink.events).containsExactly("closed");
      assertThat(sink.ends.getFirst().kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatFailsAtOnceIsReportedByALaterPollToo(Mode mode) {
    try (var fixture = new DriverFixture(mode)) {
      RecordingSink sink = new RecordingSink();
      InetSocketAddress broadcast =
          new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 9);
      fixture.connect(broadcast, sink);
      assertThat(sink.events).isEmpty();
      fixture.pollUntil(sink::ended);
      assertThat(sink.ends.getFirst().kind()).isEqualTo(Kind.UNREACHABLE);
      RecordingSink cancelled = new RecordingSink();
      fixture.connect(broadcast, cancelled).close();
      fixture.polls(3);
      assertThat(cancelled.events).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aLocalAddressThatIsNotOursIsThrown(Mode mode) throws IOException {
    int before = DriverFixture.openDescriptors();
    try (var fixture = new DriverFixture(mode)) {
      int open = DriverFixture.openDescriptors();
      InetSocketAddress foreign = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
      ConnectRequest request = new ConnectRequest(unusedAddress(), foreign, StreamOptions.DEFAULT);
      assertThatThrownBy(() -> fixture.driver.connect(request, new RecordingSink()))
          .isInstanceOf(BindFailure.class)
          .hasMessageContaining("192.0.2.1")
          .hasMessageContaining("not one of this machine");
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
    }
    assertThat(DriverFixture.openDescriptors()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void abortResetsAndCloseEndsInOrder(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair closed = fixture.accepted();
        Pair aborted = fixture.accepted()) {
      closed.handle().close();
      // What the kernel has under way for a socket is given up by the next poll.
      fixture.polls(1);
      assertThat(closed.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      aborted.handle().abort();
      fixture.polls(1);
      assertThatThrownBy(() -> aborted.peer().read(ByteBuffer.allocate(1)))
          .hasMessageContaining("reset");
      fixture.polls(3);
      assertThat(closed.sink().events).isEmpty();
      assertThat(aborted.sink().events).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void acceptedConnectionsInheritTheOptionsOfTheListener(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode)) {
      AcceptRecorder acceptor = new AcceptRecorder();
      StreamOptions options = new StreamOptions(true, true, 50_000, 60_000);
      ListenerHandle listener =
          fixture.driver.listen(
              new dev.triga.driver.ListenRequest(DriverFixture.ANY_PORT, 16, true, false, options),
              acceptor);
      try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
        fixture.pollUntil(() -> !acceptor.handles.isEmpty());
        StreamHandle handle = acceptor.handles.getFirst();
        assertThat(handle.option(StandardSocketOptions.TCP_NODELAY)).isTrue();
        assertThat(handle.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        assertThat(handle.option(StandardSocketOptions.SO_SNDBUF)).isEqualTo(50_000);
        assertThat(handle.option(StandardSocketOptions.SO_RCVBUF)).isEqualTo(60_000);
        assertThat(handle.remoteAddress()).isEqualTo(peer.getLocalAddress());
        assertThat(handle.localAddress()).isEqualTo(peer.getRemoteAddress());
        handle.option(StandardSocketOptions.SO_LINGER, 7);
        assertThat(handle.option(StandardSocketOptions.SO_LINGER)).isEqualTo(7);
        handle.option(StandardSocketOptions.SO_LINGER, -1);
        assertThat(handle.option(StandardSocketOptions.SO_LINGER)).isEqualTo(-1);
        assertThatThrownBy(() -> handle.option(StandardSocketOptions.IP_MULTICAST_TTL))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining("IP_MULTICAST_TTL");
      }
    }
  }

  static InetSocketAddress unusedAddress() throws IOException {
    try (var probe = ServerSocketChannel.open().bind(DriverFixture.ANY_PORT)) {
      return (InetSocketAddress) probe.getLocalAddress();
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static void writeAll(SocketChannel channel, byte[] bytes) {
    try {
      ByteBuffer data = ByteBuffer.wrap(bytes);
      while (data.hasRemaining()) {
        channel.write(data);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void readAll(SocketChannel channel, byte[] bytes) {
    try {
      ByteBuffer data = ByteBuffer.wrap(bytes);
      while (data.hasRemaining() && channel.read(data) >= 0) {
        // Until all is there.
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
