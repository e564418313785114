package dev.triga.transport;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.ListenerHandle;
import dev.triga.loop.EventLoop;
import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import dev.triga.pump.PumpedStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/// Standard input and output of this process as a port that accepts one connection.
///
/// Threads carry it, also where the driver takes over descriptors: that would make them
/// non-blocking, for whoever else has them too, such as the shell.
final class StdioBinding implements PortBinding {
  private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  /// There is one standard input, and a thread that reads it cannot be called back.
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private final EventLoop loop;
  private final AcceptSink sink;

  StdioBinding(EventLoop loop, AcceptSink sink) {
    this.loop = loop;
    this.sink = sink;
  }

  @Override
  public Endpoint asked() {
    return new Endpoint.Stdio();
  }

  @Override
  public ListenerHandle bind() {
    if (!TAKEN.compareAndSet(false, true)) {
      throw new BindFailure("stdio: is in use: there is one standard input and output");
    }
    return new Console();
  }

  @Override
  public Endpoint endpointOf(ListenerHandle bound) {
    return asked();
  }

  /// The one connection waits until it is accepted.
  private final class Console implements ListenerHandle {
    private boolean isDue = true;
    private boolean isPaused = true;

    @Override
    public SocketAddress localAddress() {
      return UNNAMED;
    }

    @Override
    public void pauseAccepting() {
      isPaused = true;
    }

    @Override
    public void resumeAccepting() {
      isPaused = false;
      loop.deliver(this::accept);
    }

    private void accept() {
      if (!isDue || isPaused) {
        return;
      }
      isDue = false;
      var stream =
          new PumpedStream(
              loop,
              loop.name() + "-stdio",
              new FileInputStream(FileDescriptor.in),
              new FileOutputStream(FileDescriptor.out),
              false);
      var claimed = sink.accepted(stream);
      if (claimed == null) {
        stream.close();
      } else {
        stream.begin().deliverTo(claimed);
      }
    }

    @Override
    public void close() {
      isDue = false;
    }
  }
}
