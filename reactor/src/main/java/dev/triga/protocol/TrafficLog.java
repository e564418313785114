package dev.triga.protocol;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Log;
import java.nio.ByteBuffer;

/// Writes what happens on a connection to a log.
final class TrafficLog extends PolicyLayer {
  private static final int SHOWN_BYTES_MAX = 256;

  private final Log log;
  private final String name;

  TrafficLog(Transport under, Log log) {
    super(under);
    this.log = log;
    this.name = under.remoteAddress() + ": ";
  }

  private void note(String what) {
    log.debug(name + what);
  }

  private void bytes(String what, ByteBuffer data) {
    note(what + " " + data.remaining() + " bytes " + Shown.of(data, SHOWN_BYTES_MAX));
  }

  @Override
  public void connectionMade() {
    note("connected to " + localAddress());
    super.connectionMade();
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    bytes("received", data);
    super.dataReceived(data);
  }

  @Override
  public void readClosed(Transport same) {
    note("the peer ended its side");
    super.readClosed(same);
  }

  @Override
  public void connectionLost(CloseReason reason) {
    note(reason.toString());
    super.connectionLost(reason);
  }

  @Override
  public WriteOutcome write(ByteBuffer data) {
    bytes("wrote", data);
    return super.write(data);
  }

  @Override
  public WriteOutcome writeSequence(Iterable<ByteBuffer> data) {
    data.forEach(piece -> bytes("wrote", piece));
    return super.writeSequence(data);
  }

  @Override
  public Deferred<Long> sendFile(FileRegion region) {
    note("sends a file: " + region);
    return super.sendFile(region);
  }
}
