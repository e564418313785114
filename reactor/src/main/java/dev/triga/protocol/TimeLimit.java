package dev.triga.protocol;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.ScheduledCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Aborts a connection that takes too long.
abstract class TimeLimit extends PolicyLayer {
  final Duration limit;
  private @Nullable ScheduledCall check;

  TimeLimit(Transport under, Duration limit) {
    super(under);
    this.limit = limit;
  }

  /// What is left of the time, in nanoseconds, when the limit seems to be reached: zero or less
  /// when it is, [Long#MAX_VALUE] when the limit binds no more.
  abstract long nanosLeft();

  /// What the connection did, for the reason.
  abstract String offence();

  @Override
  public void connectionMade() {
    checkAfter(limit);
    super.connectionMade();
  }

  @Override
  public void connectionLost(CloseReason reason) {
    if (check != null) {
      check.cancel();
    }
    super.connectionLost(reason);
  }

  private void checkAfter(Duration wait) {
    check = reactor().schedule(wait, this::check);
  }

  private void check() {
    check = null;
    long left = nanosLeft();
    if (left <= 0) {
      under.abort(CloseReason.of(CloseReason.Kind.TIMED_OUT, offence() + " " + limit));
    } else if (left != Long.MAX_VALUE) {
      checkAfter(Duration.ofNanos(left));
    }
  }

  /// Bounds the time without a byte in either direction.
  static final class Idle extends TimeLimit {
    private volatile long lastNanos;
    private volatile long unsentAfterWrite;
    private long unsentAtCheck;

    Idle(Transport under, Duration limit) {
      super(under, limit);
      moved();
    }

    private void moved() {
      lastNanos = reactor().clock().nanoTime();
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      moved();
      super.dataReceived(data);
    }

    @Override
    public WriteOutcome write(ByteBuffer data) {
      return wrote(super.write(data));
    }

    @Override
    public WriteOutcome writeSequence(Iterable<ByteBuffer> data) {
      return wrote(super.writeSequence(data));
    }

    @Override
    public Deferred<Long> sendFile(FileRegion region) {
      moved();
      return super.sendFile(region.onProgress(sent -> moved()));
    }

    private WriteOutcome wrote(WriteOutcome outcome) {
      moved();
      unsentAfterWrite = unsentBytes();
      return outcome;
    }

    @Override
    long nanosLeft() {
      long unsent = unsentBytes();
      // A slow reader is not idle. What one flush sent went out when it was written.
      if (unsent == 0 ? unsentAtCheck > 0 : unsent < Math.max(unsentAtCheck, unsentAfterWrite)) {
        moved();
      }
      unsentAtCheck = unsent;
      return limit.toNanos() - (reactor().clock().nanoTime() - lastNanos);
    }

    @Override
    String offence() {
      return "no byte went either way for";
    }
  }

  /// Bounds the time until the peer has greeted.
  static final class Greeting extends TimeLimit {
    private boolean hasSpoken;

    Greeting(Transport under, Duration limit) {
      super(under, limit);
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      hasSpoken = true;
      super.dataReceived(data);
    }

    @Override
    long nanosLeft() {
      return hasSpoken && hasGreeted() ? Long.MAX_VALUE : 0;
    }

    @Override
    String offence() {
      return "the peer did not begin within";
    }
  }

  /// Bounds the life of the connection.
  static final class Total extends TimeLimit {
    Total(Transport under, Duration limit) {
      super(under, limit);
    }

    @Override
    long nanosLeft() {
      return 0;
    }

    @Override
    String offence() {
      return "the connection reached its time limit of";
    }
  }
}
