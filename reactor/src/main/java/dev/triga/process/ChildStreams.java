package dev.triga.process;

import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The standard streams of one child that are pipes, and who hears of them. On the turn.
final class ChildStreams {
  private static final CloseReason EXITED =
      CloseReason.of(CloseReason.Kind.LOST, "the process has exited");

  /// Written before anybody else sees this.
  private final Map<StandardStream, Transport> transports = new EnumMap<>(StandardStream.class);

  private @Nullable ProcessProtocol protocol;
  private @Nullable Runnable whenClosed;
  private int open;

  /// Makes connections of the pipes. Nothing is delivered inside this call.
  ///
  /// @throws IllegalArgumentException if the driver cannot take one of them
  void open(ChildPipes pipes) {
    pipes.open(StandardStream.INPUT, transport -> side(StandardStream.INPUT, transport));
    pipes.open(StandardStream.OUTPUT, transport -> side(StandardStream.OUTPUT, transport));
    pipes.open(StandardStream.ERROR, transport -> side(StandardStream.ERROR, transport));
  }

  private Protocol side(StandardStream which, Transport transport) {
    transports.put(which, transport);
    open++;
    return new Side(which);
  }

  /// From now on `listener` hears what comes, and `closed` is run each time a stream has closed.
  void tell(ProcessProtocol listener, Runnable closed) {
    protocol = listener;
    whenClosed = closed;
  }

  boolean areClosed() {
    return open == 0;
  }

  Transport transport(StandardStream which) {
    var transport = transports.get(which);
    if (transport == null) {
      throw new IllegalStateException(which + " of the process is no pipe");
    }
    return transport;
  }

  /// Writes everything to standard input, if that is a pipe, and closes it.
  void fillInput(ByteBuffer data) {
    var input = transport(StandardStream.INPUT);
    var _ = input.write(data.duplicate());
    input.shutdownOutput();
  }

  /// Nobody reads standard input any more. One that our side has closed, and that has taken
  /// everything, is about to end by itself.
  void inputIsOver() {
    var input = transports.get(StandardStream.INPUT);
    if (input != null && (input.isOpen() || input.unsentBytes() > 0)) {
      input.abort(EXITED);
    }
  }

  void abort() {
    transports.values().forEach(Transport::abort);
  }

  /// One stream as a connection sees it.
  private final class Side implements Protocol {
    private final StandardStream which;

    Side(StandardStream which) {
      this.which = which;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      if (protocol != null) {
        if (which == StandardStream.ERROR) {
          protocol.errReceived(data);
        } else {
          protocol.outReceived(data);
        }
      }
    }

    @Override
    public void writable() {
      if (protocol != null) {
        protocol.inputWritable();
      }
    }

    @Override
    public void connectionLost(CloseReason reason) {
      open--;
      try {
        tellClosed(reason);
      } finally {
        if (whenClosed != null) {
          whenClosed.run();
        }
      }
    }

    private void tellClosed(CloseReason reason) {
      if (protocol != null) {
        switch (which) {
          case INPUT -> protocol.inputClosed(reason);
          case OUTPUT -> protocol.outClosed(reason);
          case ERROR -> protocol.errClosed(reason);
        }
      }
    }

    @Override
    public String toString() {
      return which + " for " + protocol;
    }
  }
}
