package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.triga.driver.DatagramHandle;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.DatagramSink;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.net.CloseReason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answering a peer that is known leaves no garbage, on sockets of either family and of both.
@EnabledOnOs(OS.LINUX)
@Tag("optimised")
class DatagramsAllocateNothingTest {
  private static final int ECHOES = 10_000;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final class Echo implements DatagramSink {
    @Nullable DatagramHandle handle;

    @Override
    public void received(ByteBuffer data, SocketAddress from) {
      var socket = handle;
      if (socket != null) {
        socket.send(data, from);
        socket.flush();
      }
    }

    @Override
    public void refused() {}

    @Override
    public void sendFailed(@Nullable SocketAddress to, String reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void writable() {}

    @Override
    public void closed(CloseReason reason) {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "::"})
  void echoesAllocateNothingOnceTheyAreCompiled(String host) throws IOException {
    try (var fixture = new DriverFixture(Mode.EPOLL);
        var peer = DatagramChannel.open()) {
      var echo = new Echo();
      var local = new InetSocketAddress(InetAddress.ofLiteral(host), 0);
      echo.handle =
          fixture.driver.openDatagram(
              new DatagramRequest(local, null, false, false, false, 0, 0), echo);
      int port = ((InetSocketAddress) echo.handle.localAddress()).getPort();
      String reached = host.equals("::") ? "127.0.0.1" : host;
      peer.connect(new InetSocketAddress(InetAddress.ofLiteral(reached), port));
      long end = System.nanoTime() + DEADLINE.toNanos();
      long allocated = echoes(fixture, peer);
      while (allocated > 0 && System.nanoTime() < end) {
        allocated = echoes(fixture, peer);
      }
      assertThat(allocated).as("bytes allocated by %s echoes", ECHOES).isZero();
    }
  }

  /// The bytes that the driver's part of so many echoes allocates.
  private static long echoes(DriverFixture fixture, DatagramChannel peer) throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var message = ByteBuffer.allocateDirect(64);
    long allocated = 0;
    for (int count = 0; count < ECHOES; count++) {
      peer.write(message.clear());
      long before = threads.getCurrentThreadAllocatedBytes();
      fixture.driver.poll(1_000_000_000);
      allocated += threads.getCurrentThreadAllocatedBytes() - before;
      peer.read(message.clear());
    }
    return allocated;
  }
}
