package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Availability;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.net.BindFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Listeners take what comes, and bear what a server must bear.
@EnabledOnOs(OS.LINUX)
class ListenersAcceptTest {
  @ParameterizedTest
  @EnumSource(Mode.class)
  void aBurstIsTakenOverSeveralPolls(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode)) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      List<SocketChannel> peers = connect(listener, 150);
      fixture.driver.poll(1_000_000_000);
      assertThat(acceptor.handles).hasSizeBetween(1, 64);
      fixture.pollUntil(() -> acceptor.handles.size() == 150);
      closeAll(peers);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aPausedListenerTakesNothingAndDoesNotSpin(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode)) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      listener.pauseAccepting();
      List<SocketChannel> peers = connect(listener, 2);
      fixture.polls(2);
      long begun = System.nanoTime();
      fixture.driver.poll(20_000_000);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(20_000_000);
      assertThat(acceptor.handles).isEmpty();
      listener.resumeAccepting();
      fixture.pollUntil(() -> acceptor.handles.size() == 2);
      closeAll(peers);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aSinkMayPauseOrCloseTheListenerAndDecline(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode)) {
      List<ListenerHandle> listeners = new ArrayList<>();
      var decliner =
          new AcceptSink() {
            int calls;

            @Override
            public @Nullable StreamSink accepted(StreamHandle handle) {
              if (++calls == 1) {
                listeners.getFirst().pauseAccepting();
              } else {
                listeners.getFirst().close();
              }
              return null;
            }

            @Override
            public void failed(Throwable cause) {
              throw new AssertionError(cause);
            }
          };
      ListenerHandle listener = fixture.listen(decliner);
      listeners.add(listener);
      List<SocketChannel> peers = connect(listener, 3);
      fixture.pollUntil(() -> decliner.calls == 1);
      fixture.polls(3);
      assertThat(decliner.calls).isEqualTo(1);
      assertThat(peers.getFirst().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      listener.resumeAccepting();
      fixture.pollUntil(() -> decliner.calls == 2);
      fixture.polls(3);
      assertThat(decliner.calls).isEqualTo(2);
      closeAll(peers);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aSinkMayWriteAndCloseWithinAccepted(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode)) {
      RecordingSink sink = new RecordingSink();
      ListenerHandle listener =
          fixture.listen(
              new AcceptSink() {
                @Override
                public StreamSink accepted(StreamHandle handle) {
                  handle.flush(fixture.out("bye".getBytes()));
                  handle.close();
                  return sink;
                }

                @Override
                public void failed(Throwable cause) {
                  throw new AssertionError(cause);
                }
              });
      try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
        fixture.polls(3);
        ByteBuffer text = ByteBuffer.allocate(8);
        while (peer.read(text) >= 0) {
          // Until the end.
        }
        assertThat(new String(text.array(), 0, text.position())).isEqualTo("bye");
        assertThat(sink.events).isEmpty();
      }
    }
  }

  @Test
  void anAddressInUseIsSaidWithTheAddressAndLeavesNothingOpen() {
    try (var fixture = new DriverFixture(Mode.EPOLL)) {
      ListenerHandle first = fixture.listen(new AcceptRecorder());
      int open = DriverFixture.openDescriptors();
      ListenRequest again =
          new ListenRequest(first.localAddress(), 5, true, false, StreamOptions.DEFAULT);
      assertThatThrownBy(() -> fixture.driver.listen(again, new AcceptRecorder()))
          .isInstanceOf(BindFailure.class)
          .hasMessageContaining("127.0.0.1:")
          .hasMessageContaining("in use");
      assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
      first.close();
      fixture.driver.listen(again, new AcceptRecorder()).close();
    }
  }

  @Test
  void theWildcardOfIpv6TakesIpv4Too() throws IOException {
    try (var fixture = new DriverFixture(Mode.EPOLL)) {
      InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("::"), 0);
      Assumptions.assumeTrue(
          fixture.driver.supports(any) instanceof Availability.Available, "needs IPv6");
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener =
          fixture.driver.listen(
              new ListenRequest(any, 5, true, false, StreamOptions.DEFAULT), acceptor);
      int port = ((InetSocketAddress) listener.localAddress()).getPort();
      for (String host : new String[] {"127.0.0.1", "::1"}) {
        int before = acceptor.handles.size();
        InetSocketAddress target = new InetSocketAddress(InetAddress.ofLiteral(host), port);
        try (SocketChannel peer = SocketChannel.open(target)) {
          fixture.pollUntil(() -> acceptor.handles.size() > before);
          StreamHandle handle = acceptor.handles.getLast();
          assertThat(handle.remoteAddress()).isEqualTo(peer.getLocalAddress());
          assertThat(handle.localAddress()).isEqualTo(target);
        }
      }
    }
  }

  @Test
  void withoutDescriptorsConnectionsAreRefusedWithOneWarningAndNoSpinning() throws IOException {
    try (var fixture = new DriverFixture(Mode.EPOLL);
        CallMemory memory = CallMemory.acquire()) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      List<SocketChannel> peers = connect(listener, 5);
      List<Integer> hoard = new ArrayList<>();
      DescriptorLimit limit = new DescriptorLimit(DriverFixture.openDescriptors() + 40);
      try {
        int taken = Descriptors.open(memory.errno, "/dev/null", 0);
        while (taken >= 0) {
          hoard.add(taken);
          taken = Descriptors.open(memory.errno, "/dev/null", 0);
        }
        fixture.polls(5);
        long begun = System.nanoTime();
        fixture.driver.poll(20_000_000);
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(20_000_000);
      } finally {
        limit.close();
        hoard.forEach(descriptor -> Descriptors.close(memory.errno, descriptor));
      }
      assertThat(acceptor.handles).isEmpty();
      assertThat(fixture.warnings).hasSize(1);
      assertThat(fixture.warnings.getFirst()).contains("out of descriptors").contains("ulimit");
      for (SocketChannel peer : peers) {
        assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
      closeAll(peers);
      List<SocketChannel> later = connect(listener, 1);
      fixture.pollUntil(() -> acceptor.handles.size() == 1);
      closeAll(later);
    }
  }

  private static List<SocketChannel> connect(ListenerHandle listener, int count)
      throws IOException {
    List<SocketChannel> peers = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      peers.add(SocketChannel.open(listener.localAddress()));
    }
    return peers;
  }

  private static void closeAll(List<SocketChannel> peers) throws IOException {
    for (SocketChannel peer : peers) {
      peer.close();
    }
  }
}
