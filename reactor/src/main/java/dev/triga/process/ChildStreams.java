package dev.triga.process;

import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The streams of one child that are pipes, and who hears of them. On the turn.
final class ChildStreams {
  private static final CloseReason EXITED =
      CloseReason.of(CloseReason.Kind.LOST, "the process has exited");

  /// Written before anybody else sees this.
  private final Map<Integer, Transport> transports = new HashMap<>();

  private final List<Transport> inputs = new ArrayList<>(1);
  private final ChildPipes pipes;
  private @Nullable ProcessProtocol protocol;
  private @Nullable Runnable whenClosed;
  private int open;

  ChildStreams(ChildPipes pipes) {
    this.pipes = pipes;
  }

  /// Makes connections of the pipes. Nothing is delivered inside this call.
  ///
  /// @throws IllegalArgumentException if the driver cannot take one of them
  void open(ProcessSpec spec) {
    open(ChildStream.INPUT);
    open(ChildStream.OUTPUT);
    open(ChildStream.ERROR);
    spec.furtherStreams().forEach(this::open);
    pipes.awaitOpened();
  }

  private void open(ChildStream which) {
    pipes.open(which, transport -> side(which, transport));
  }

  private Protocol side(ChildStream which, Transport transport) {
    transports.put(which.number(), transport);
    if (which.isInput()) {
      inputs.add(transport);
    }
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

  Transport transport(ChildStream which) {
    return transport(which.number());
  }

  Transport transport(int descriptor) {
    var transport = transports.get(descriptor);
    if (transport == null) {
      throw new IllegalStateException(
          new ChildStream(descriptor, false) + " of the process is no pipe");
    }
    return transport;
  }

  /// Writes everything to standard input, if that is a pipe, and closes it.
  void fillInput(ByteBuffer data) {
    var input = transport(ChildStream.INPUT);
    var _ = input.write(data.duplicate());
    input.shutdownOutput();
  }

  /// The process has exited: nobody reads standard input any more, nor what was lent and not
  /// opened. An input that our side has closed, and that has taken everything, is about to end by
  /// itself.
  void exited() {
    pipes.takeBack();
    var input = transports.get(ChildStream.INPUT.number());
    if (input != null && (input.isOpen() || input.unsentBytes() > 0)) {
      input.abort(EXITED);
    }
  }

  void abort() {
    pipes.takeBack();
    transports.values().forEach(Transport::abort);
  }

  /// One stream as a connection sees it.
  private final class Side implements Protocol {
    private final ChildStream which;

    Side(ChildStream which) {
      this.which = which;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      if (protocol != null) {
        switch (which.number()) {
          case 1 -> protocol.outReceived(data);
          case 2 -> protocol.errReceived(data);
          default -> protocol.pipeReceived(which.number(), data);
        }
      }
    }

    @Override
    public void writable() {
      if (protocol != null) {
        if (which.isStandard()) {
          protocol.inputWritable();
        } else {
          protocol.pipeWritable(which.number());
        }
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
        switch (which.number()) {
          case 0 -> protocol.inputClosed(reason);
          case 1 -> protocol.outClosed(reason);
          case 2 -> protocol.errClosed(reason);
          default -> protocol.pipeClosed(which.number(), reason);
        }
      }
    }

    @Override
    public String toString() {
      return which + " for " + protocol;
    }
  }
}
