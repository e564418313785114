package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.EventDescriptor;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.nativeio.readiness.DriverFixture.Pair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Users' descriptors are watched for their state, and never closed or confused with others.
@EnabledOnOs(OS.LINUX)
class DescriptorsAreWatchedTest {
  private static final class Recorder implements WatchSink {
    final List<String> events = new ArrayList<>();

    @Override
    public void readable() {
      events.add("readable");
    }

    @Override
    public void writable() {
      events.add("writable");
    }

    @Override
    public void gone(String reason) {
      events.add("gone: " + reason);
    }
  }

  private final CallMemory memory = CallMemory.acquire();
  private final Recorder sink = new Recorder();
  private int counter;

  @BeforeEach
  void open() {
    counter = EventDescriptor.create(memory.errno);
  }

  @AfterEach
  void close() {
    Descriptors.close(memory.errno, counter);
    memory.close();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aStateIsReportedInEveryPollAsLongAsItHoldsAndIsAskedFor(Mode mode) {
    try (var fixture = new DriverFixture(mode)) {
      WatchHandle watch = fixture.driver.watch(Descriptor.of(counter), sink);
      watch.interest(true, false);
      fixture.polls(2);
      assertThat(sink.events).isEmpty();
      EventDescriptor.add(counter);
      fixture.polls(2);
      assertThat(sink.events).containsExactly("readable", "readable");
      watch.interest(false, true);
      fixture.polls(1);
      assertThat(sink.events).containsExactly("readable", "readable", "writable");
      watch.interest(false, false);
      fixture.polls(2);
      watch.interest(true, true);
      fixture.polls(1);
      assertThat(sink.events.subList(3, 5)).containsExactly("readable", "writable");
      watch.close();
      watch.close();
      fixture.polls(2);
      assertThat(sink.events).hasSize(5);
      assertThat(EventDescriptor.add(counter)).isTrue();
    }
  }

  @Test
  void aDescriptorMayBeWatchedAgainAfterwards() {
    try (var fixture = new DriverFixture(Mode.EPOLL)) {
      fixture.driver.watch(Descriptor.of(counter), sink).close();
      WatchHandle again = fixture.driver.watch(Descriptor.of(counter), sink);
      assertThatThrownBy(() -> fixture.driver.watch(Descriptor.of(counter), sink))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("descriptor " + counter)
          .hasMessageContaining("already");
      again.interest(false, true);
      fixture.polls(1);
      assertThat(sink.events).containsExactly("writable");
    }
  }

  @Test
  void whatCannotBeWatchedIsSaid() throws IOException {
    try (var fixture = new DriverFixture(Mode.EPOLL)) {
      assertThatThrownBy(() -> fixture.driver.watch(Descriptor.of(99_999), sink))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("99999")
          .hasMessageContaining("not open");
      int folder = Descriptors.open(memory.errno, "/", 0);
      assertThatThrownBy(() -> fixture.driver.watch(Descriptor.of(folder), sink))
          .hasMessageContaining("always ready");
      Descriptors.close(memory.errno, folder);
      Pipe pipe = Pipe.open();
      pipe.source().close();
      pipe.sink().close();
      Descriptor channel = Descriptor.of(pipe.source());
      assertThat(fixture.driver.watchable(channel)).isInstanceOf(Availability.Unavailable.class);
      assertThat(fixture.driver.watchable(Descriptor.of(1))).isEqualTo(Availability.YES);
      assertThatThrownBy(() -> fixture.driver.watch(channel, sink))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aWatchOfAClosedNumberDoesNotTouchItsNextOwner() throws IOException {
    try (var fixture = new DriverFixture(Mode.EPOLL);
        var server = ServerSocketChannel.open().bind(DriverFixture.ANY_PORT)) {
      var address = (InetSocketAddress) server.getLocalAddress();
      int borrowed = Descriptors.control(memory.errno, counter, Descriptors.F_DUPFD_CLOEXEC, 0);
      WatchHandle watch = fixture.driver.watch(Descriptor.of(borrowed), sink);
      Descriptors.close(memory.errno, borrowed);
      RecordingSink owner = new RecordingSink();
      StreamHandle next = fixture.connect(address, owner);
      assertThat(next.toString()).startsWith("stream " + borrowed + " ");
      watch.interest(true, true);
      fixture.pollUntil(() -> owner.events.contains("connected"));
      watch.close();
      try (SocketChannel peer = server.accept()) {
        peer.write(ByteBuffer.wrap("still here".getBytes()));
        fixture.pollUntil(() -> owner.text().equals("still here"));
      }
      assertThat(sink.events).hasSize(1);
      assertThat(sink.events.getFirst()).startsWith("gone");
      next.close();
    }
  }

  @Test
  void aWatchOfAClosedNumberIsReportedGone() throws IOException {
    try (var fixture = new DriverFixture(Mode.EPOLL)) {
      int borrowed = Descriptors.control(memory.errno, counter, Descriptors.F_DUPFD_CLOEXEC, 0);
      WatchHandle watch = fixture.driver.watch(Descriptor.of(borrowed), sink);
      // The kernel ends a watch only with the last descriptor of a file, hence both.
      Descriptors.close(memory.errno, counter);
      Descriptors.close(memory.errno, borrowed);
      watch.interest(true, false);
      assertThat(sink.events).isEmpty();
      fixture.polls(2);
      assertThat(sink.events).hasSize(1);
      assertThat(sink.events.getFirst()).startsWith("gone").contains("closed");
      counter = EventDescriptor.create(memory.errno);
    }
  }

  private static int numberOf(StreamHandle stream) {
    String shown = stream.toString();
    int begin = "stream ".length();
    return Integer.parseInt(shown.substring(begin, shown.indexOf(' ', begin)));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anEndThatNobodyAskedForDoesNotSpinAndIsThereLater(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted()) {
      int socket = numberOf(pair.handle());
      int copy = Descriptors.control(memory.errno, socket, Descriptors.F_DUPFD_CLOEXEC, 0);
      WatchHandle watch = fixture.driver.watch(Descriptor.of(copy), sink);
      pair.handle().pauseReading();
      pair.handle().shutdownOutput();
      pair.peer().close();
      fixture.polls(4);
      long begun = System.nanoTime();
      fixture.driver.poll(20_000_000);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(20_000_000);
      assertThat(sink.events).isEmpty();
      watch.interest(true, false);
      fixture.polls(1);
      assertThat(sink.events).containsExactly("readable");
      watch.close();
      Descriptors.close(memory.errno, copy);
    }
  }
}
