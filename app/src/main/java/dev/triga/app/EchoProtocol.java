package dev.triga.app;

import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;

/// Writes back what it reads, and reads no faster than the peer takes it.
///
/// @param transport the connection
record EchoProtocol(Transport transport) implements Protocol {
  @Override
  public void dataReceived(ByteBuffer data) {
    if (transport.write(data) == WriteOutcome.ABOVE_HIGH_WATER) {
      transport.pauseReading();
    }
  }

  @Override
  public void writable() {
    transport.resumeReading();
  }
}
