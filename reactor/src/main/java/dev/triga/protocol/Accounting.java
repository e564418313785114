package dev.triga.protocol;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Counts what goes over a connection, and tells of it at the end.
final class Accounting extends PolicyLayer {
  private final Consumer<ConnectionAccount> to;
  private final long beganNanos;
  private final SocketAddress local;

  /// Writes come from any thread.
  private final AtomicLong written = new AtomicLong();

  private long received;

  Accounting(Transport under, Consumer<ConnectionAccount> to) {
    super(under);
    this.to = to;
    this.beganNanos = reactor().clock().nanoTime();
    this.local = under.localAddress();
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    received += data.remaining();
    super.dataReceived(data);
  }

  @Override
  public WriteOutcome write(ByteBuffer data) {
    int bytes = data.remaining();
    return wrote(bytes, super.write(data));
  }

  @Override
  public WriteOutcome writeSequence(Iterable<ByteBuffer> data) {
    long bytes = bytesOf(data);
    return wrote(bytes, super.writeSequence(data));
  }

  private WriteOutcome wrote(long bytes, WriteOutcome outcome) {
    if (outcome != WriteOutcome.CLOSED) {
      written.addAndGet(bytes);
    }
    return outcome;
  }

  @Override
  public Deferred<Long> sendFile(FileRegion region) {
    var before = new AtomicLong();
    return super.sendFile(
        region.onProgress(sent -> written.addAndGet(sent - before.getAndSet(sent))));
  }

  @Override
  public void connectionLost(CloseReason reason) {
    try {
      super.connectionLost(reason);
    } finally {
      to.accept(
          new ConnectionAccount(
              remoteAddress(),
              local,
              Duration.ofNanos(reactor().clock().nanoTime() - beganNanos),
              received,
              written.get(),
              reason));
    }
  }
}
