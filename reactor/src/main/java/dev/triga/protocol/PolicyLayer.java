package dev.triga.protocol;

import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.net.CloseReason;
import dev.triga.net.DescriptorReceiver;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One policy around one connection: the protocol of the transport below, and the transport of the
/// protocol above.
abstract class PolicyLayer extends TransportFilter implements Protocol, DescriptorReceiver {
  private Protocol above = Unset.PROTOCOL;

  PolicyLayer(Transport under) {
    super(under);
  }

  /// Makes the protocol above.
  ///
  /// @return this, or null when the factory declined
  final @Nullable PolicyLayer open(ProtocolFactory<?> factory) {
    var made = factory.open(this);
    if (made == null) {
      return null;
    }
    above = made;
    return this;
  }

  /// How much there is to be written.
  static long bytesOf(Iterable<ByteBuffer> data) {
    long bytes = 0;
    for (var piece : data) {
      bytes += piece.remaining();
    }
    return bytes;
  }

  final Protocol above() {
    return above;
  }

  /// Whether the peer has begun to speak: a frame has come, where the protocol has frames; else any
  /// byte.
  boolean hasGreeted() {
    return above instanceof PolicyLayer layer
        ? layer.hasGreeted()
        : !(above instanceof FrameProtocol frames) || frames.hasReceived();
  }

  @Override
  public void connectionMade() {
    above.connectionMade();
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    above.dataReceived(data);
  }

  @Override
  public void descriptorReceived(Descriptor.Raw descriptor) {
    if (above instanceof DescriptorReceiver receiver) {
      receiver.descriptorReceived(descriptor);
    } else {
      // As the system does where nobody wants it.
      OperatingSystem.current().close(descriptor);
    }
  }

  @Override
  public void readingResumed() {
    above.readingResumed();
  }

  @Override
  public void readClosed(Transport same) {
    above.readClosed(this);
  }

  @Override
  public void writable() {
    above.writable();
  }

  @Override
  public void connectionLost(CloseReason reason) {
    above.connectionLost(reason);
  }

  @Override
  public String toString() {
    return above + " in " + getClass().getSimpleName();
  }

  /// Stands in for the protocol while the factory runs.
  private enum Unset implements Protocol {
    PROTOCOL
  }
}
