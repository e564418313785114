package dev.triga.actors.wire;

import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.net.CloseReason;
import dev.triga.net.DescriptorReceiver;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.protocol.FrameProtocol;
import dev.triga.protocol.Framing;
import dev.triga.reactor.Log;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.time.Duration;

/// A connection that carries messages on two lanes, and open sockets. On the turn.
///
/// What one pass writes goes out together, as with every transport. A peer that breaks the rules
/// loses the connection, with a reason that says which.
public final class WireConnection extends FrameProtocol implements DescriptorReceiver {
  private static final Framing FRAMING = Framing.int32().limit(Outbox.PIECE_BYTES_MAX + 1);
  private static final int FLAGS = Lane.MAIL.number() | Outbox.MORE;

  private final Outbox outbox;
  private final Assembly[] assemblies = {new Assembly(), new Assembly()};
  private Receiver receiver;

  /// Who is told what happens on a connection. On the turn.
  public interface Receiver {
    /// A message has come. A [WireException] that this throws ends the connection as the peer's
    /// fault; whatever else is thrown is reported and ends it too.
    ///
    /// @param message valid during the call only
    void messageReceived(Lane lane, WireInput message);

    /// The most bytes that a message to this receiver may have.
    default int messageBytesMax() {
      return WireOutput.MESSAGE_BYTES_MAX;
    }

    /// An open socket has come, before the message it came with; it belongs to the receiver.
    default void descriptorReceived(Descriptor.Raw descriptor) {
      // Nobody keeps what nobody expects.
      OperatingSystem.current().close(descriptor);
    }

    /// The connection takes messages again without keeping them here.
    default void writable() {}

    /// The connection has ended; nothing comes after this.
    void connectionLost(CloseReason reason);
  }

  /// A protocol for a connection.
  public WireConnection(Transport transport, Receiver receiver) {
    super(transport, FRAMING);
    this.receiver = receiver;
    outbox = new Outbox(transport);
    // A peer that was suspended in the middle of a frame goes on afterwards: whether it has been
    // silent for too long is for its supervisor to say.
    frameTimeout(Duration.ZERO);
  }

  /// Hands the connection to somebody else, who is told from the next event on.
  public void receiver(Receiver next) {
    receiver = next;
  }

  /// Sends a message; `message` can be used again afterwards.
  ///
  /// @return whether it was taken: false when the connection is ending
  /// @throws WireException if the peer does not read and more waits than may
  public boolean send(Lane lane, WireOutput message) {
    return outbox.send(lane, message);
  }

  /// Sends a short message on [Lane#CONTROL] and an open socket with it, ahead of all that waits.
  ///
  /// @return whether it was taken
  /// @throws UnsupportedOperationException if this connection carries no descriptors
  public boolean send(WireOutput message, Descriptor descriptor) {
    ByteBuffer frame = message.asFrame(Lane.CONTROL.number());
    return transport().sendDescriptor(descriptor, frame) != WriteOutcome.CLOSED;
  }

  /// Whether it takes messages.
  public boolean isOpen() {
    return transport().isOpen();
  }

  /// How many bytes wait because the peer does not read them.
  public long waitingBytes() {
    return outbox.waitingBytes() + transport().unsentBytes();
  }

  /// Ends the connection behind what was sent.
  public void close() {
    transport().close();
  }

  /// Ends the connection at once.
  public void abort(CloseReason reason) {
    transport().abort(reason);
  }

  /// The reactor it is on.
  public Reactor reactor() {
    return transport().reactor();
  }

  /// The process at the other end; 0 where the system does not tell.
  public long peerProcess() {
    return transport().peerCredentials().pid();
  }

  /// The log of the reactor.
  public Log log() {
    return transport().reactor().log();
  }

  @Override
  protected void frameReceived(ByteBuffer frame) {
    int flags = frame.hasRemaining() ? frame.get() : -1;
    if ((flags & ~FLAGS) != 0) {
      frameRefused("a frame without known flags came from another process of this run");
      return;
    }
    int lane = flags & Lane.MAIL.number();
    try {
      var message =
          assemblies[lane].take(frame, (flags & Outbox.MORE) == 0, receiver.messageBytesMax());
      if (message != null) {
        receiver.messageReceived(Lane.of(lane), new WireInput(message));
      }
    } catch (WireException e) {
      frameRefused(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void descriptorReceived(Descriptor.Raw descriptor) {
    receiver.descriptorReceived(descriptor);
  }

  @Override
  public void writable() {
    outbox.writable();
    if (outbox.waitingBytes() == 0) {
      receiver.writable();
    }
  }

  @Override
  public void connectionLost(CloseReason reason) {
    receiver.connectionLost(reason);
  }
}
