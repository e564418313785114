package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.triga.driver.Descriptor;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamHandle;
import dev.triga.nativeio.FaultScript;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.nativeio.readiness.DriverFixture.Pair;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever call fails: somebody is told in words, the driver goes on, and nothing stays open.
@Tag("faults")
@EnabledOnOs(OS.LINUX)
class CallsFailTest {
  private static final int STORM = 100;
  private static final long LONG_NANOS = 10_000_000_000L;

  private static void acceptFailsWith(Mode mode, int errno, String... warning) throws IOException {
    try (var fixture = new DriverFixture(mode)) {
      AcceptRecorder acceptor = new AcceptRecorder();
      fixture.polls(1); // Makes the ring, where there is one.
      ListenerHandle listener = fixture.listen(acceptor);
      int open = DriverFixture.openDescriptors();
      try (var faults = new FaultScript();
          SocketChannel peer = SocketChannel.open(listener.localAddress())) {
        faults.fail(mode.accepting, errno, 1);
        fixture.pollUntil(() -> faults.failures() == 1);
        fixture.pollUntil(() -> !fixture.warnings.isEmpty());
        assertThat(fixture.warnings).hasSize(1);
        assertThat(fixture.warnings.getFirst()).contains(warning).contains("127.0.0.1:");
        assertThat(peer.isConnected()).isTrue();
      }
      try (SocketChannel later = SocketChannel.open(listener.localAddress())) {
        var from = later.getLocalAddress();
        fixture.pollUntil(
            () -> acceptor.handles.stream().anyMatch(it -> it.remoteAddress().equals(from)));
      }
      assertThat(acceptor.failures).isEmpty();
      acceptor.handles.forEach(StreamHandle::close);
      fixture.polls(2);
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aListenerOutlivesAProcessWithoutDescriptors(Mode mode) throws IOException {
    acceptFailsWith(mode, Errno.EMFILE, "out of descriptors", "(ulimit -n)");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aListenerOutlivesASystemWithoutDescriptors(Mode mode) throws IOException {
    acceptFailsWith(mode, Errno.ENFILE, "out of descriptors", "(fs.file-max)");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aListenerOutlivesASystemWithoutMemory(Mode mode) throws IOException {
    acceptFailsWith(mode, Errno.ENOMEM, "no room");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aListenerOutlivesASystemWithoutBuffers(Mode mode) throws IOException {
    acceptFailsWith(mode, Errno.ENOBUFS, "no room");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aStormOfSignalsLosesNothing(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted();
        var faults = new FaultScript()) {
      for (String call :
          new String[] {mode.receiving, "send", "sendmsg", mode.accepting, mode.waiting}) {
        faults.fail(call, Errno.EINTR, STORM);
      }
      byte[] sent = new byte[300_000];
      Arrays.fill(sent, (byte) 7);
      pair.peerWrites("hello");
      fixture.pollUntil(() -> pair.sink().text().equals("hello"));
      var out = fixture.out(sent);
      boolean done = pair.handle().flush(out) == FlushOutcome.DONE;
      ByteBuffer received = ByteBuffer.allocate(sent.length);
      pair.peer().configureBlocking(false);
      while (received.hasRemaining()) {
        pair.peer().read(received);
        fixture.polls(1);
        if (!done && pair.sink().events.contains("writable")) {
          pair.sink().events.remove("writable");
          done = pair.handle().flush(out) == FlushOutcome.DONE;
        }
      }
      assertThat(received.array()).isEqualTo(sent);
      assertThat(faults.failures()).isGreaterThan(STORM);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aWaitThatSignalsCutShortForEverGivesTheLoopItsTurn(Mode mode) {
    try (var fixture = new DriverFixture(mode);
        var faults = new FaultScript()) {
      faults.fail(mode.waiting, Errno.EINTR, Integer.MAX_VALUE);
      fixture.driver.poll(LONG_NANOS);
      assertThat(faults.failures()).isBetween(1, STORM);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aWaitWithoutMemoryIsTriedAgainWithOneWarning(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted();
        var faults = new FaultScript()) {
      faults.fail(mode.waiting, Errno.ENOMEM, 3);
      int explanations = mode.explaining.isEmpty() ? 0 : 3;
      if (explanations > 0) {
        faults.fail(mode.explaining, Errno.ENOMEM, explanations);
      }
      fixture.driver.poll(LONG_NANOS);
      fixture.driver.poll(LONG_NANOS);
      fixture.driver.poll(LONG_NANOS);
      assertThat(faults.failures()).isEqualTo(3 + explanations);
      assertThat(fixture.warnings).hasSize(1);
      assertThat(fixture.warnings.getFirst()).contains("wait").contains("ENOMEM");
      pair.peerWrites("still here");
      fixture.pollUntil(() -> pair.sink().text().equals("still here"));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aWakeUpThatFailsIsTriedAgain(Mode mode) {
    try (var fixture = new DriverFixture(mode);
        var faults = new FaultScript()) {
      faults.fail(mode == Mode.KQUEUE ? "kevent" : "write", Errno.ENOMEM, 3);
      fixture.driver.wakeup();
      assertThat(faults.failures()).isEqualTo(3);
      fixture.driver.poll(-1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aSocketThatCannotBeMadeIsSaidWhereItWasWanted(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        var faults = new FaultScript()) {
      fixture.polls(1);
      int open = DriverFixture.openDescriptors();
      for (int errno : new int[] {Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM, Errno.ENOBUFS}) {
        String name = nameIn(Errno.sentence(errno));
        faults.fail("socket", errno, 1);
        var sink = new RecordingSink();
        fixture.connect(new InetSocketAddress("127.0.0.1", 9), sink);
        assertThat(sink.ended()).isFalse();
        fixture.pollUntil(sink::ended);
        assertThat(sink.ends.getFirst().kind()).isEqualTo(CloseReason.Kind.UNREACHABLE);
        assertThat(sink.ends.getFirst().toString()).contains(name);
        faults.fail("socket", errno, 1);
        assertThatThrownBy(() -> fixture.listen(new AcceptRecorder()))
            .isInstanceOf(BindFailure.class)
            .hasMessageContaining("127.0.0.1:0");
      }
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
    }
  }

  private static String nameIn(String sentence) {
    return sentence.substring(sentence.indexOf('('));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aDescriptorThatTheSystemWillNotWatchIsGivenUp(Mode mode) throws IOException {
    assumeFalse(mode.registering.isEmpty(), mode + " tells the system of a descriptor by waiting");
    try (var fixture = new DriverFixture(mode);
        var server = ServerSocketChannel.open().bind(DriverFixture.ANY_PORT);
        var faults = new FaultScript()) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      int open = DriverFixture.openDescriptors();

      var sink = new RecordingSink();
      faults.fail(mode.registering, Errno.ENOMEM, 1);
      fixture.connect((InetSocketAddress) server.getLocalAddress(), sink);
      fixture.pollUntil(sink::ended);
      assertThat(sink.ends.getFirst().toString()).contains("ENOMEM");

      faults.fail(mode.registering, Errno.ENOMEM, 1);
      assertThatThrownBy(() -> fixture.listen(new AcceptRecorder()))
          .isInstanceOf(BindFailure.class)
          .hasMessageContaining("ENOMEM");

      if (mode == Mode.EPOLL) {
        faults.fail(mode.registering, Errno.ENOMEM, 1);
        assertThatThrownBy(() -> fixture.driver.watch(Descriptor.of(0), new IgnoringSink()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("descriptor 0")
            .hasMessageContaining("ENOMEM");

        try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
          faults.fail(mode.registering, Errno.ENOMEM, 1);
          fixture.pollUntil(() -> !acceptor.sinks.isEmpty() && acceptor.sinks.getLast().ended());
          assertThat(acceptor.sinks.getLast().ends).hasSize(1);
          assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
      }
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aConnectionWhoseRoomCannotBeWatchedIsBroken(Mode mode) throws IOException {
    assumeFalse(mode.registering.isEmpty(), mode + " tells the system of a descriptor by waiting");
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted();
        var faults = new FaultScript()) {
      faults.fail("send", Errno.EAGAIN, 1).fail(mode.registering, Errno.ENOMEM, 1);
      assertThat(pair.handle().flush(fixture.out("text".getBytes())))
          .isEqualTo(FlushOutcome.FAILED);
      assertThat(pair.handle().failure().toString()).contains("ENOMEM");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aResetIsTheEndInEachState(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode)) {
      try (Pair reading = fixture.accepted();
          var faults = new FaultScript()) {
        faults.fail(mode.receiving, Errno.ECONNRESET, 1);
        reading.peerWrites("x");
        endsByReset(fixture, reading);
      }
      try (Pair resumed = fixture.accepted();
          var faults = new FaultScript()) {
        resumed.handle().pauseReading();
        resumed.peerWrites("x");
        fixture.polls(2);
        faults.fail(mode.receiving, Errno.ECONNRESET, 1);
        resumed.handle().resumeReading();
        endsByReset(fixture, resumed);
      }
      try (Pair halfClosed = fixture.accepted();
          var faults = new FaultScript()) {
        halfClosed.handle().shutdownOutput();
        faults.fail(mode.receiving, Errno.ECONNRESET, 1);
        halfClosed.peerWrites("x");
        endsByReset(fixture, halfClosed);
      }
      try (Pair writing = fixture.accepted();
          var faults = new FaultScript()) {
        faults.fail("send", Errno.ECONNRESET, 1);
        assertThat(writing.handle().flush(fixture.out("x".getBytes())))
            .isEqualTo(FlushOutcome.FAILED);
        assertThat(writing.handle().failure().kind()).isEqualTo(CloseReason.Kind.LOST);
      }
      connectingIsReset(fixture);
    }
  }

  private void connectingIsReset(DriverFixture fixture) throws IOException {
    try (var server = ServerSocketChannel.open().bind(DriverFixture.ANY_PORT);
        var faults = new FaultScript()) {
      var sink = new RecordingSink();
      faults.fail("getsockopt", Errno.ECONNRESET, 1);
      fixture.connect((InetSocketAddress) server.getLocalAddress(), sink);
      fixture.pollUntil(sink::ended);
      assertThat(sink.events).containsExactly("closed");
      assertThat(sink.ends.getFirst().kind()).isEqualTo(CloseReason.Kind.LOST);
    }
  }

  private static void endsByReset(DriverFixture fixture, Pair pair) {
    fixture.pollUntil(() -> pair.sink().ended());
    assertThat(pair.sink().ends).hasSize(1);
    assertThat(pair.sink().ends.getFirst().kind()).isEqualTo(CloseReason.Kind.LOST);
    assertThat(pair.sink().ends.getFirst().toString()).contains("ECONNRESET");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aDriverThatCannotBeOpenedLeavesNothingOpen(Mode mode) {
    String[] calls =
        switch (mode) {
          case EPOLL -> new String[] {"epoll_create1", "eventfd", "epoll_ctl"};
          case POLL, SELECT -> new String[] {"eventfd"};
          case KQUEUE -> new String[] {"kqueue", "kevent"};
          case IO_URING -> new String[] {"eventfd"};
        };
    new DriverFixture(mode).close();
    int open = DriverFixture.openDescriptors();
    for (String call : calls) {
      try (var faults = new FaultScript()) {
        faults.fail(call, Errno.EMFILE, 1);
        assertThatThrownBy(() -> new DriverFixture(mode))
            .isInstanceOf(DriverUnavailableException.class)
            .hasMessageContaining("the driver " + mode.provider.name() + " cannot be opened")
            .hasMessageContaining("EMFILE");
      }
      assertThat(DriverFixture.openDescriptors()).as("after " + call).isEqualTo(open);
    }
  }
}
