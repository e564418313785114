package dev.triga.protocol;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import dev.triga.net.Producer;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.ScheduledCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Slows a connection down to what the budgets allow.
///
/// Reading is paused until what was read is paid for. Writing is slowed down the way a slow peer
/// slows it down: by [WriteOutcome#ABOVE_HIGH_WATER], `writable` and pausing the producer; what a
/// writer that does not listen writes goes out all the same.
final class Throttle extends PolicyLayer {
  private final Budget reading;
  private final Budget writing;
  private boolean isPausedAbove;
  private @Nullable ScheduledCall readingAgain;
  private @Nullable ScheduledCall writingAgain;
  private @Nullable SlowedProducer producer;
  private boolean owesWritable;
  private boolean isFullBelow;

  Throttle(Transport under, Budget reading, Budget writing) {
    super(under);
    this.reading = reading;
    this.writing = writing;
  }

  // Reading.

  @Override
  public void dataReceived(ByteBuffer data) {
    long wait = reading.spend(data.remaining(), reactor().clock().nanoTime());
    super.dataReceived(data);
    if (wait > 0 && readingAgain == null && !under.isEnding()) {
      under.pauseReading();
      readingAgain = reactor().schedule(Duration.ofNanos(wait), this::readAgain);
    }
  }

  private void readAgain() {
    readingAgain = null;
    if (!isPausedAbove) {
      under.resumeReading();
    }
  }

  @Override
  public void pauseReading() {
    under.pauseReading();
    isPausedAbove = under.isReadingPaused();
  }

  @Override
  public void resumeReading() {
    isPausedAbove = false;
    if (readingAgain == null) {
      under.resumeReading();
    }
  }

  @Override
  public boolean isReadingPaused() {
    return isPausedAbove;
  }

  // Writing.

  @Override
  public WriteOutcome write(ByteBuffer data) {
    int bytes = data.remaining();
    return spent(bytes, super.write(data));
  }

  @Override
  public WriteOutcome writeSequence(Iterable<ByteBuffer> data) {
    long bytes = bytesOf(data);
    return spent(bytes, super.writeSequence(data));
  }

  @Override
  public Deferred<Long> sendFile(FileRegion region) {
    return super.sendFile(
        region.paced(bytes -> writing.spend(bytes, reactor().clock().nanoTime())));
  }

  private WriteOutcome spent(long bytes, WriteOutcome outcome) {
    long wait = writing.spend(bytes, reactor().clock().nanoTime());
    if (outcome == WriteOutcome.CLOSED || wait == 0) {
      return outcome;
    }
    boolean isFull = outcome == WriteOutcome.ABOVE_HIGH_WATER;
    if (reactor().isOnTurn()) {
      slowDown(wait, isFull);
    } else {
      reactor().execute(() -> slowDown(wait, isFull));
    }
    return WriteOutcome.ABOVE_HIGH_WATER;
  }

  private void slowDown(long waitNanos, boolean isFull) {
    isFullBelow |= isFull;
    owesWritable = true;
    if (writingAgain == null && !under.isEnding()) {
      writingAgain = reactor().schedule(Duration.ofNanos(waitNanos), this::writeAgain);
      if (producer != null) {
        producer.slow(true);
      }
    }
  }

  private void writeAgain() {
    writingAgain = null;
    if (producer != null) {
      producer.slow(false);
    }
    if (owesWritable && !isFullBelow && under.isOpen()) {
      owesWritable = false;
      super.writable();
    }
  }

  @Override
  public void writable() {
    isFullBelow = false;
    if (writingAgain == null) {
      owesWritable = false;
      super.writable();
    }
  }

  @Override
  public void registerProducer(Producer registered) {
    var slowed = SlowedProducer.of(registered, writingAgain != null);
    producer = slowed;
    under.registerProducer(slowed.face());
    if (writingAgain != null) {
      slowed.slow(true);
    }
  }

  @Override
  public void unregisterProducer() {
    producer = null;
    under.unregisterProducer();
  }

  @Override
  public void connectionLost(CloseReason reason) {
    if (readingAgain != null) {
      readingAgain.cancel();
    }
    if (writingAgain != null) {
      writingAgain.cancel();
    }
    producer = null;
    super.connectionLost(reason);
  }
}
