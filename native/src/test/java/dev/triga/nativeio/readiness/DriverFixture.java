package dev.triga.nativeio.readiness;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.ChunkPool;
import dev.triga.driver.ConnectRequest;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.ReadBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.KqueueDouble;
import dev.triga.nativeio.libc.Faults;
import dev.triga.nativeio.uring.NeedsRing;
import dev.triga.nativeio.uring.UringProvider;
import dev.triga.reactor.ReactorClock;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// A driver under test, polled by the test's own thread, with the means to talk to it.
public final class DriverFixture implements AutoCloseable {
  public static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /// Which driver.
  enum Mode {
    EPOLL(new EpollProvider(), "epoll_pwait2", "epoll_wait", "epoll_ctl"),
    POLL(new PollProvider(), "ppoll", "poll", ""),
    SELECT(new SelectProvider(), "pselect", "pselect", ""),
    KQUEUE(new KqueueProvider(), "kevent", "", "kevent"),
    /// Not of readiness, but of completion.
    IO_URING(new UringProvider(), "io_uring_enter", "", "", "uring_recv", "uring_accept");

    final DriverProvider provider;

    /// The function that waits.
    final String waiting;

    /// The function that says why a wait has failed; empty where the wait does.
    final String explaining;

    /// The function that tells the system of a descriptor; empty where nobody has to.
    final String registering;

    /// The functions or requests that receive and accept.
    final String receiving;

    final String accepting;

    Mode(DriverProvider provider, String waiting, String explaining, String registering) {
      this(provider, waiting, explaining, registering, "recv", "accept4");
    }

    Mode(
        DriverProvider provider,
        String waiting,
        String explaining,
        String registering,
        String receiving,
        String accepting) {
      this.provider = provider;
      this.waiting = waiting;
      this.explaining = explaining;
      this.registering = registering;
      this.receiving = receiving;
      this.accepting = accepting;
    }
  }

  public final List<String> warnings = new ArrayList<>();
  public final ChunkPool chunks = new ChunkPool();
  public final ReadBuffer readBuffer = new ReadBuffer(false);
  public final Driver driver;

  DriverFixture(Mode mode) {
    if (mode == Mode.KQUEUE) {
      KqueueDouble.require();
    } else if (mode == Mode.IO_URING) {
      NeedsRing.check();
      if (Faults.ARMED) {
        NeedsRing.checkFaults();
      }
    }
    driver = mode.provider.open(context());
  }

  /// Over what `open` opens.
  public DriverFixture(Function<DriverContext, Driver> open) {
    driver = open.apply(context());
  }

  DriverContext context() {
    return new DriverContext() {
      @Override
      public String reactorName() {
        return "test";
      }

      @Override
      public ReactorClock clock() {
        return ReactorClock.system();
      }

      @Override
      public ReadBuffer readBuffer() {
        return readBuffer;
      }

      @Override
      public void warn(String message) {
        warnings.add(message);
      }
    };
  }

  /// Polls until the condition holds, or fails.
  public void pollUntil(BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the condition did not hold in " + DEADLINE);
      }
      driver.poll(Duration.ofMillis(5).toNanos());
    }
  }

  /// Polls as often as that, without waiting.
  public void polls(int times) {
    for (int count = 0; count < times; count++) {
      driver.poll(0);
    }
  }

  public ListenerHandle listen(AcceptSink sink) {
    return driver.listen(
        new ListenRequest(ANY_PORT, 1024, true, false, StreamOptions.DEFAULT), sink);
  }

  public StreamHandle connect(InetSocketAddress remote, StreamSink sink) {
    return driver.connect(new ConnectRequest(remote, null, StreamOptions.DEFAULT), sink);
  }

  public OutBuffer out(byte[] bytes) {
    OutBuffer out = new OutBuffer(chunks);
    out.append(ByteBuffer.wrap(bytes));
    return out;
  }

  /// A connection of ours to a peer outside the driver.
  public record Pair(StreamHandle handle, RecordingSink sink, SocketChannel peer)
      implements AutoCloseable {
    public void peerWrites(String text) throws IOException {
      peer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Resets the connection from the peer's side.
    public void peerResets() throws IOException {
      peer.socket().setSoLinger(true, 0);
      peer.close();
    }

    @Override
    public void close() throws IOException {
      handle.close();
      peer.close();
    }
  }

  /// Accepts one connection.
  public Pair accepted() throws IOException {
    AcceptRecorder acceptor = new AcceptRecorder();
    ListenerHandle listener = listen(acceptor);
    SocketChannel peer = SocketChannel.open(listener.localAddress());
    pollUntil(() -> !acceptor.handles.isEmpty());
    listener.close();
    return new Pair(acceptor.handles.getFirst(), acceptor.sinks.getFirst(), peer);
  }

  /// The number of descriptors that the process has open.
  public static int openDescriptors() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? 0 : names.length;
  }

  @Override
  public void close() {
    driver.close();
    readBuffer.close();
    chunks.close();
  }
}
