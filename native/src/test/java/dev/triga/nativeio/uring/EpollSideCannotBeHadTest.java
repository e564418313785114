package dev.triga.nativeio.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Availability;
import dev.triga.driver.ConnectRequest;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.DatagramSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.FaultScript;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.readiness.AcceptRecorder;
import dev.triga.nativeio.readiness.DriverFixture;
import dev.triga.nativeio.readiness.RecordingSink;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What goes by way of the epoll set fails as it would anywhere else where the set cannot be had,
/// says why, leaves nothing open, and succeeds as soon as the set can be had.
@Tag("faults")
class EpollSideCannotBeHadTest {
  private static final int FOR_EVER = Integer.MAX_VALUE;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void needsRings() {
    NeedsRing.check();
  }

  @ParameterizedTest
  @CsvSource({
    "epoll_create1, 24, ulimit -n",
    "eventfd, 24, ulimit -n",
    "epoll_ctl, 12, ENOMEM",
    "fcntl, 9, it is not open"
  })
  void whoeverOpensIsToldInTheWordsOfWhatHeOpens(String call, int errno, String said) {
    var path = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (var fixture = new DriverFixture(new UringProvider()::open)) {
      fixture.polls(1);
      int open = DriverFixture.openDescriptors();
      var listening = new ListenRequest(path, 5, false, false, StreamOptions.DEFAULT);
      var datagrams = new DatagramRequest(DriverFixture.ANY_PORT, null, false, false, false, 0, 0);
      try (var faults = new FaultScript()) {
        faults.fail(call, errno, FOR_EVER);
        fails(() -> fixture.driver.listen(listening, new AcceptRecorder()), "s: ", said);
        assertThat(fixture.driver.supportsDatagrams(DriverFixture.ANY_PORT))
            .isEqualTo(Availability.YES);
        fails(() -> fixture.driver.openDatagram(datagrams, new Deaf()), "cannot open udp:", said);
        var sink = new RecordingSink();
        var handle =
            fixture.driver.connect(new ConnectRequest(path, null, StreamOptions.DEFAULT), sink);
        assertThat(sink.ended()).isFalse();
        fixture.pollUntil(sink::ended);
        assertThat(sink.events).containsExactly("closed");
        assertThat(sink.ends.getFirst().kind()).isEqualTo(CloseReason.Kind.UNREACHABLE);
        assertThat(sink.ends.getFirst().toString()).contains(said);
        handle.close();
      }
      assertThat(Files.exists(path.getPath())).isFalse();
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
      fixture.driver.listen(listening, new AcceptRecorder()).close();
      fixture.driver.openDatagram(datagrams, new Deaf()).close();
    }
  }

  private static void fails(ThrowingCallable opening, String what, String why) {
    assertThatThrownBy(opening)
        .isInstanceOf(BindFailure.class)
        .hasMessageContaining(what)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({"epoll_create1, 24, ulimit -n", "eventfd, 24, ulimit -n", "epoll_ctl, 12, ENOMEM"})
  void whatCannotBeTakenOverStaysWithWhoeverGaveIt(String call, int errno, String said) {
    try (var fixture = new DriverFixture(new UringProvider()::open);
        CallMemory memory = CallMemory.acquire()) {
      fixture.polls(1);
      int number = Descriptors.open(memory.errno, "/dev/null", 0);
      var given = Descriptor.of(number);
      int open = DriverFixture.openDescriptors();
      try (var faults = new FaultScript()) {
        faults.fail(call, errno, FOR_EVER);
        var both = AdoptRequest.both(given, StreamOptions.DEFAULT);
        var input = new AdoptRequest(given, null, StreamOptions.DEFAULT);
        var output = new AdoptRequest(null, given, StreamOptions.DEFAULT);
        for (var request : new AdoptRequest[] {both, input, output}) {
          isRefused(
              () -> fixture.driver.adoptStream(request, _ -> new RecordingSink()), number, said);
        }
        isRefused(
            () -> fixture.driver.adoptListener(given, StreamOptions.DEFAULT, new AcceptRecorder()),
            number,
            said);
        isRefused(() -> fixture.driver.adoptDatagram(given, new Deaf()), number, said);
        assertThat(fixture.driver.adoptable(given)).asString().contains(said);
      }
      assertThat(fixture.driver.adoptable(given)).isEqualTo(Availability.YES);
      // The side has two descriptors.
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open + 2);
      assertThat(Descriptors.close(memory.errno, number)).isZero();
    }
  }

  private static void isRefused(ThrowingCallable adopting, int number, String why) {
    assertThatThrownBy(adopting)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("descriptor " + number + " cannot be taken over: ")
        .hasMessageContaining(why);
  }

  /// Hears nothing.
  private static final class Deaf implements DatagramSink {
    @Override
    public void received(ByteBuffer data, SocketAddress from) {}

    @Override
    public void refused() {}

    @Override
    public void sendFailed(@Nullable SocketAddress to, String reason) {}

    @Override
    public void writable() {}

    @Override
    public void closed(CloseReason reason) {}
  }
}
