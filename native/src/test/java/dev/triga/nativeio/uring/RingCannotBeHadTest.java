package dev.triga.nativeio.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.FaultScript;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.readiness.AcceptRecorder;
import dev.triga.nativeio.readiness.DriverFixture;
import dev.triga.nativeio.readiness.DriverFixture.Pair;
import dev.triga.nativeio.readiness.RecordingSink;
import dev.triga.net.CloseReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A ring is made by the thread that polls, long after the driver was opened. Where the system has
/// none to give just then, the driver goes on without one, and has one later.
@Tag("faults")
class RingCannotBeHadTest {
  private static final String SETUP = "io_uring_setup";
  private static final int FOR_EVER = Integer.MAX_VALUE;

  /// Between two attempts.
  private static final long REST_NANOS = 100_000_000L;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void needsRings() {
    NeedsRing.check();
  }

  private static DriverFixture fixture() {
    return new DriverFixture(new UringProvider()::open);
  }

  private static void isServed(DriverFixture fixture, ListenerHandle listener, AcceptRecorder by)
      throws IOException {
    try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
      var from = peer.getLocalAddress();
      fixture.pollUntil(() -> by.handles.stream().anyMatch(it -> it.remoteAddress().equals(from)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "io_uring_setup, 24, ulimit -n",
    "io_uring_setup, 23, ENFILE",
    "io_uring_setup, 12, ulimit -l",
    "io_uring_setup, 11, EAGAIN",
    "mmap, 12, ulimit -l",
    "mmap, 11, EAGAIN",
    "io_uring_register, 12, ulimit -l"
  })
  void aRingIsAskedForAgainUntilThereIsOne(String call, int errno, String said) throws IOException {
    try (var fixture = fixture();
        var faults = new FaultScript()) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      int open = DriverFixture.openDescriptors();
      faults.fail(call, errno, 2);
      fixture.polls(1);
      assertThat(faults.failures()).isEqualTo(1);
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
      isServed(fixture, listener, acceptor);
      assertThat(faults.failures()).isEqualTo(2);
      assertThat(fixture.warnings).hasSize(1);
      assertThat(fixture.warnings.getFirst()).contains("ring").contains(said);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EPERM, Errno.ENOSYS})
  void aRingThatCanNeverBeHadIsTheEnd(int errno) {
    try (var fixture = fixture();
        var faults = new FaultScript()) {
      faults.fail(SETUP, errno, FOR_EVER);
      assertThatThrownBy(() -> fixture.polls(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot make a ring for this thread");
      assertThat(fixture.warnings).isEmpty();
    }
  }

  @Test
  void betweenTwoAttemptsItRestsWhateverWakesIt() {
    try (var fixture = fixture();
        var faults = new FaultScript()) {
      faults.fail(SETUP, Errno.EMFILE, FOR_EVER);
      long begun = System.nanoTime();
      for (int count = 0; count < 300; count++) {
        fixture.driver.wakeup();
        fixture.driver.poll(-1);
      }
      long rests = (System.nanoTime() - begun) / REST_NANOS;
      // Three hundred rests would take half a minute.
      assertThat(faults.failures()).isBetween(1, (int) rests + 1).isLessThan(100);
    }
  }

  @Test
  void withoutAWakeUpAWaitLastsUntilTheNextAttempt() {
    try (var fixture = fixture();
        var faults = new FaultScript()) {
      faults.fail(SETUP, Errno.EMFILE, FOR_EVER);
      fixture.driver.wakeup();
      fixture.driver.poll(-1);
      int polls = 0;
      while (faults.failures() < 3) {
        fixture.driver.poll(-1);
        polls++;
      }
      assertThat(polls).isLessThan(20);
    }
  }

  @Test
  void whatIsClosedMeanwhileIsClosed() {
    try (var fixture = fixture();
        var faults = new FaultScript()) {
      faults.fail(SETUP, Errno.EMFILE, FOR_EVER);
      fixture.polls(1);
      fixture.listen(new AcceptRecorder()).close(); // With what listeners have in reserve.
      int open = DriverFixture.openDescriptors();
      var sink = new RecordingSink();
      var handle = fixture.connect(new InetSocketAddress("127.0.0.1", 9), sink);
      handle.close();
      fixture.polls(1);
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
    }
  }

  @Test
  void aConnectionThatCannotBeBegunIsSaidMeanwhile() {
    try (var fixture = fixture();
        var faults = new FaultScript()) {
      faults.fail(SETUP, Errno.EMFILE, FOR_EVER).fail("socket", Errno.EMFILE, 1);
      var sink = new RecordingSink();
      fixture.connect(new InetSocketAddress("127.0.0.1", 9), sink);
      fixture.pollUntil(sink::ended);
      assertThat(sink.ends.getFirst().kind()).isEqualTo(CloseReason.Kind.UNREACHABLE);
      assertThat(sink.ends.getFirst().toString()).contains("ulimit -n");
    }
  }

  @Test
  void whatNeedsNoRingIsServedMeanwhile() throws IOException {
    var path = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var fixture = fixture();
        var faults = new FaultScript()) {
      AcceptRecorder acceptor = new AcceptRecorder();
      fixture.driver.listen(
          new ListenRequest(path, 5, false, false, StreamOptions.DEFAULT), acceptor);
      faults.fail(SETUP, Errno.EMFILE, FOR_EVER);
      try (SocketChannel peer = SocketChannel.open(path)) {
        fixture.pollUntil(() -> !acceptor.handles.isEmpty());
        assertThat(peer.isConnected()).isTrue();
      }
      fixture.pollUntil(() -> acceptor.sinks.getFirst().events.contains("readClosed"));
      assertThat(faults.failures()).isPositive();
    }
  }

  @Test
  void aThreadThatHasToWaitForItsRingGoesOnWithWhatIsOpen() throws Exception {
    try (var fixture = fixture();
        Pair staying = fixture.accepted();
        Pair leaving = fixture.accepted();
        var faults = new FaultScript()) {
      fixture.polls(2);
      staying.peerWrites("one");
      faults.fail(SETUP, Errno.EMFILE, 2);
      var elsewhere =
          new FutureTask<>(() -> {
            fixture.polls(1);
            leaving.handle().close();
            fixture.pollUntil(() -> staying.sink().text().equals("one"));
            return leaving.peer().read(ByteBuffer.allocate(1));
          });
      Thread.ofPlatform().name("elsewhere").start(elsewhere);
      assertThat(elsewhere.get()).isEqualTo(-1);
      assertThat(faults.failures()).isEqualTo(2);
    }
  }
}
