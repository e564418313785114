package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.triga.driver.AcceptSink;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Receiving and sending leave no garbage.
@EnabledOnOs(OS.LINUX)
@Tag("optimised")
class EchoesAllocateNothingTest {
  private static final int ECHOES = 10_000;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /// Sends when the poll is through, as transports do. From inside the poll the call would lie so
  /// deep that the compiler does not always look through to it, and then boxes its arguments.
  private static final class Echo extends RecordingSink {
    private final StreamHandle handle;
    private final OutBuffer out;
    private final List<Echo> due;

    Echo(StreamHandle handle, DriverFixture fixture, List<Echo> due) {
      this.handle = handle;
      this.due = due;
      this.out = new OutBuffer(fixture.chunks);
    }

    @Override
    public void readable(ByteBuffer data) {
      out.append(data);
      due.add(this);
    }

    void flush() {
      handle.flush(out);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void echoesAllocateNothingOnceTheyAreCompiled(Mode mode) throws IOException {
    try (var fixture = new DriverFixture(mode)) {
      List<Echo> due = new ArrayList<>();
      ListenerHandle listener = fixture.listen(echoing(fixture, due));
      try (SocketChannel peer = SocketChannel.open(listener.localAddress())) {
        fixture.driver.poll(1_000_000_000);
        long end = System.nanoTime() + DEADLINE.toNanos();
        long allocated = echoes(fixture, peer, due);
        while (allocated > 0 && System.nanoTime() < end) {
          allocated = echoes(fixture, peer, due);
        }
        assertThat(allocated).as("bytes allocated by %s echoes", ECHOES).isZero();
      }
    }
  }

  private static AcceptSink echoing(DriverFixture fixture, List<Echo> due) {
    return new AcceptSink() {
      @Override
      public StreamSink accepted(StreamHandle handle) {
        return new Echo(handle, fixture, due);
      }

      @Override
      public void failed(Throwable cause) {
        throw new AssertionError(cause);
      }
    };
  }

  /// The bytes that the driver's part of so many echoes allocates.
  private static long echoes(DriverFixture fixture, SocketChannel peer, List<Echo> due)
      throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteBuffer message = ByteBuffer.allocateDirect(64);
    long allocated = 0;
    for (int count = 0; count < ECHOES; count++) {
      message.clear();
      peer.write(message);
      long before = threads.getCurrentThreadAllocatedBytes();
      while (due.isEmpty()) {
        fixture.driver.poll(1_000_000_000);
      }
      due.removeLast().flush();
      allocated += threads.getCurrentThreadAllocatedBytes() - before;
      message.clear();
      while (message.hasRemaining()) {
        peer.read(message);
      }
    }
    return allocated;
  }
}
