package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.Drivers;
import dev.triga.driver.ListenerHandle;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Where not even the descriptor in reserve can be had, a listener of the portable driver rests
/// like those of the others. Here, because only this module can take a process its descriptors.
@EnabledOnOs(OS.LINUX)
class NioListenersRestTest {
  /// Less than any descriptor that could be had.
  private static final int NONE = 1;

  /// Three rests, and as many again for each poll that something else ends.
  private static final int POLLS_MAX = 30;

  private static final long RESTS_NANOS = 300_000_000L;

  private static DriverFixture fixture() {
    return new DriverFixture(
        Drivers.all().stream()
                .filter(driver -> driver.name().equals("nio"))
                .findFirst()
                .orElseThrow()
            ::open);
  }

  /// Polls for several rests; answers how often.
  private static int polls(DriverFixture fixture) {
    int polls = 0;
    for (long begun = System.nanoTime(); System.nanoTime() - begun < RESTS_NANOS; polls++) {
      fixture.driver.poll(RESTS_NANOS);
    }
    return polls;
  }

  /// One connection is taken by means of the reserve, so that every class is there which the
  /// process could not open without descriptors.
  private static void refuseOne(DriverFixture fixture, ListenerHandle listener) throws IOException {
    try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
      withFree(0, () -> fixture.polls(5));
      assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  /// Does something while the process has only so many descriptors to give.
  private static void withFree(int free, Runnable action) {
    List<Integer> hoard = new ArrayList<>();
    try (CallMemory memory = CallMemory.acquire()) {
      DescriptorLimit limit = new DescriptorLimit(DriverFixture.openDescriptors() + 40);
      try {
        int taken = Descriptors.open(memory.errno, "/dev/null", 0);
        while (taken >= 0) {
          hoard.add(taken);
          taken = Descriptors.open(memory.errno, "/dev/null", 0);
        }
        for (int count = 0; count < free; count++) {
          Descriptors.close(memory.errno, hoard.removeLast());
        }
        action.run();
      } finally {
        limit.close();
        hoard.forEach(descriptor -> Descriptors.close(memory.errno, descriptor));
      }
    }
  }

  @Test
  void aDriverThatFindsTwoDescriptorsTakesThemForItsSelectorAndGivesThemBack() {
    fixture().close();
    int open = DriverFixture.openDescriptors();
    withFree(2, () -> fixture().close());
    assertThat(DriverFixture.openDescriptors()).isEqualTo(open);
  }

  @Test
  void aConnectionThatCannotEvenBeRefusedDoesNotKeepTheLoopSpinning() throws IOException {
    try (var fixture = fixture()) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      refuseOne(fixture, listener);
      assertThat(fixture.warnings).hasSize(1);
      assertThat(fixture.warnings.getFirst()).contains("out of descriptors").contains("ulimit -n");
      try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
        DescriptorLimit limit = new DescriptorLimit(NONE);
        int polls;
        try {
          polls = polls(fixture);
        } finally {
          limit.close();
        }
        assertThat(polls).isLessThan(POLLS_MAX);
        assertThat(acceptor.handles).isEmpty();
        fixture.pollUntil(() -> acceptor.handles.size() == 1);
        assertThat(acceptor.handles.getFirst().remoteAddress()).isEqualTo(peer.getLocalAddress());
        assertThat(fixture.warnings).hasSize(1);
      }
    }
  }

  @Test
  void aRestEndsNoPauseAndAPauseNoRest() throws IOException {
    try (var fixture = fixture()) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      refuseOne(fixture, listener);
      try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
        DescriptorLimit limit = new DescriptorLimit(NONE);
        int polls;
        try {
          fixture.polls(2);
          listener.pauseAccepting();
          listener.resumeAccepting();
          polls = polls(fixture);
          listener.pauseAccepting();
        } finally {
          limit.close();
        }
        assertThat(polls).isLessThan(POLLS_MAX);
        polls(fixture);
        assertThat(acceptor.handles).isEmpty();
        listener.resumeAccepting();
        fixture.pollUntil(() -> acceptor.handles.size() == 1);
        assertThat(peer.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aListenerThatIsClosedWhileItRestsIsGone() throws IOException {
    try (var fixture = fixture()) {
      ListenerHandle listener = fixture.listen(new AcceptRecorder());
      refuseOne(fixture, listener);
      try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
        DescriptorLimit limit = new DescriptorLimit(NONE);
        try {
          fixture.polls(2);
          listener.close();
          fixture.polls(1);
        } finally {
          limit.close();
        }
        assertThat(polls(fixture)).isLessThan(POLLS_MAX);
        assertThat(peer.isConnected()).isTrue();
      }
    }
  }
}
