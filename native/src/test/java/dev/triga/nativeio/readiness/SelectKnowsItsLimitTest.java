package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Descriptor;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.driver.ListenerHandle;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Select;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.net.BindFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A descriptor that is too large for select's sets never gets into them, and whoever meets that
/// limit is told what it is and what to use instead.
@EnabledOnOs(OS.LINUX)
class SelectKnowsItsLimitTest {
  private final CallMemory memory = CallMemory.acquire();
  private final List<Integer> hoard = new ArrayList<>();

  /// Opens descriptors until the next ones have numbers beyond the limit.
  private void useUpSmallNumbers() {
    int taken;
    do {
      taken = Descriptors.open(memory.errno, "/dev/null", 0);
      assumeTrue(taken >= 0, "needs a limit of more than 1100 open files (ulimit -n)");
      hoard.add(taken);
    } while (taken < Select.FD_SETSIZE);
  }

  @AfterEach
  void close() {
    hoard.forEach(descriptor -> Descriptors.close(memory.errno, descriptor));
    memory.close();
  }

  @Test
  void whatHasATooLargeNumberIsRefusedWithAWord() throws IOException {
    try (var fixture = new DriverFixture(Mode.SELECT);
        var server = ServerSocketChannel.open().bind(DriverFixture.ANY_PORT)) {
      useUpSmallNumbers();
      int open = DriverFixture.openDescriptors();
      assertThatThrownBy(() -> fixture.listen(new AcceptRecorder()))
          .isInstanceOf(BindFailure.class)
          .hasMessageContaining("below 1024")
          .hasMessageContaining("driver poll or epoll");
      var sink = new RecordingSink();
      fixture.connect((InetSocketAddress) server.getLocalAddress(), sink);
      fixture.pollUntil(sink::ended);
      assertThat(sink.ends.getFirst().toString()).contains("below 1024").contains("poll or epoll");
      int last = hoard.getLast();
      assertThatThrownBy(() -> fixture.driver.watch(Descriptor.of(last), new IgnoringSink()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("descriptor " + last)
          .hasMessageContaining("below 1024");
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
    }
  }

  @Test
  void aConnectionWithATooLargeNumberIsClosedAndTheListenerGoesOn() throws IOException {
    try (var fixture = new DriverFixture(Mode.SELECT)) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      useUpSmallNumbers();
      try (SocketChannel peer = SocketChannel.open(listener.localAddress());
          SocketChannel other = SocketChannel.open(listener.localAddress())) {
        fixture.pollUntil(() -> !fixture.warnings.isEmpty());
        fixture.polls(2);
        assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(other.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
      assertThat(acceptor.handles).isEmpty();
      assertThat(fixture.warnings).hasSize(1);
      assertThat(fixture.warnings.getFirst()).contains("refused").contains("below 1024");
      close();
      hoard.clear();
      try (SocketChannel later = SocketChannel.open(listener.localAddress())) {
        fixture.pollUntil(() -> acceptor.handles.size() == 1);
        assertThat(later.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aDriverThatCouldNotBeWokenIsNotOpened() {
    useUpSmallNumbers();
    int open = DriverFixture.openDescriptors();
    assertThatThrownBy(() -> new DriverFixture(Mode.SELECT))
        .isInstanceOf(DriverUnavailableException.class)
        .hasMessageContaining("the driver select cannot be opened")
        .hasMessageContaining("below 1024");
    assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
  }

  @Test
  void descriptorsAreSeenUpToTheLastBit() throws IOException {
    try (var fixture = new DriverFixture(Mode.SELECT)) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      useUpSmallNumbers();
      // The peer takes a large number, the connection the one that is free: 1023.
      try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
        int place = hoard.indexOf(Select.FD_SETSIZE - 1);
        Descriptors.close(memory.errno, hoard.remove(place));
        fixture.pollUntil(() -> acceptor.handles.size() == 1);
        assertThat(acceptor.handles.getFirst().toString()).startsWith("stream 1023 ");
        peer.write(ByteBuffer.wrap("here".getBytes()));
        fixture.pollUntil(() -> acceptor.sinks.getFirst().text().equals("here"));
        acceptor.handles.getFirst().close();
      }
    }
  }
}
