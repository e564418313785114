package dev.triga.testing;

import dev.triga.driver.ConnectRequest;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.net.CloseReason;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// A stream socket of a [MemoryDriver].
final class MemoryStream implements StreamHandle, MemoryDriver.Source {
  private final MemoryDriver driver;
  private final MemorySocketOptions options = new MemorySocketOptions();
  private final ByteBuffer[] regions = new ByteBuffer[16];
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private @Nullable StreamSink sink;
  private @Nullable MemoryAttempt attempt;
  private @Nullable MemorySocket socket;
  private boolean paused;
  private boolean flushPending;
  private boolean endDelivered;
  private boolean closed;

  /// An accepted connection.
  MemoryStream(MemoryDriver driver, MemorySocket socket) {
    this.driver = driver;
    this.local = socket.local;
    this.remote = socket.remote;
    this.socket = socket;
  }

  private MemoryStream(
      MemoryDriver driver, InetSocketAddress local, InetSocketAddress remote, StreamSink sink) {
    this.driver = driver;
    this.local = local;
    this.remote = remote;
    this.sink = sink;
  }

  /// A connection that is being made.
  static MemoryStream connecting(MemoryDriver driver, ConnectRequest request, StreamSink sink) {
    var network = driver.network;
    var remote = MemoryDriver.internet(request.remote());
    var wish = request.local() == null ? null : MemoryDriver.internet(request.local());
    network.lock.lock();
    try {
      var local = driver.host.localFor(remote, wish == null ? new InetSocketAddress(0) : wish);
      var stream = new MemoryStream(driver, local, remote, sink);
      stream.options.begin(request.options());
      var attempt = new MemoryAttempt(driver.host, local, remote, () -> driver.markReady(stream));
      stream.attempt = attempt;
      if (driver.host.outOfDescriptors) {
        attempt.failed(CloseReason.of(CloseReason.Kind.UNREACHABLE, MemoryHost.NO_DESCRIPTORS));
      } else {
        network.begin(attempt);
      }
      return stream;
    } finally {
      network.lock.unlock();
    }
  }

  /// Begins delivery to `sink`.
  void deliverTo(StreamSink sink) {
    this.sink = sink;
    var established = socket;
    if (!closed && established != null) {
      driver.network.locked(() -> watch(established));
    }
  }

  private void watch(MemorySocket established) {
    established.changed = () -> driver.markReady(this);
    driver.markReady(this);
  }

  @Override
  public void dispatch() {
    var to = sink;
    if (closed || to == null) {
      return;
    }
    var connecting = attempt;
    if (connecting != null) {
      dispatchAttempt(connecting, to);
      return;
    }
    var on = socket;
    if (on == null) {
      return;
    }
    if (flushPending && holds(() -> on.room() > 0)) {
      flushPending = false;
      to.writable();
    }
    if (!closed && !paused) {
      read(on, to);
    }
    if (!closed && holds(() -> on.wasReset() && (paused || on.available() == 0))) {
      close();
      to.closed(on.whyBroken());
    }
  }

  @SuppressWarnings("LockNotBeforeTry") // What stands between cannot throw.
  private void dispatchAttempt(MemoryAttempt connecting, StreamSink to) {
    driver.network.lock.lock();
    CloseReason failure;
    MemorySocket established;
    try {
      failure = connecting.failure();
      established = connecting.socket();
    } finally {
      driver.network.lock.unlock();
    }
    if (failure != null) {
      close();
      to.closed(failure);
    } else if (established != null) {
      attempt = null;
      socket = established;
      var stands = established;
      driver.network.locked(() -> watch(stands));
      to.connected();
    }
  }

  private void read(MemorySocket on, StreamSink to) {
    var target = driver.context.readBuffer().target();
    int count = withLock(() -> on.read(target));
    if (count > 0) {
      driver.context.readBuffer().deliver(to, count);
    } else if (!endDelivered && holds(on::isAtEnd)) {
      endDelivered = true;
      to.readClosed();
    }
  }

  @Override
  public boolean hasNews() {
    var on = socket;
    if (closed) {
      return false;
    }
    if (on == null) {
      return attempt != null && attempt.isOver();
    }
    return on.wasReset()
        || (flushPending && on.room() > 0)
        || (!paused && (on.available() > 0 || (on.isAtEnd() && !endDelivered)));
  }

  @Override
  public int write(ByteBuffer data) {
    var on = socket;
    if (closed || on == null) {
      return -1;
    }
    return flushPending ? 0 : withLock(() -> on.write(data));
  }

  @Override
  public FlushOutcome flush(OutBuffer out) {
    var on = socket;
    if (closed || on == null) {
      return FlushOutcome.FAILED;
    }
    while (!out.isEmpty()) {
      int count = out.buffers(regions);
      long sent = 0;
      boolean stuck = false;
      for (int i = 0; i < count && !stuck; i++) {
        var region = regions[i];
        int taken = withLock(() -> on.write(region));
        if (taken < 0) {
          return FlushOutcome.FAILED;
        }
        sent += taken;
        stuck = region.hasRemaining();
      }
      out.sent(sent);
      if (stuck) {
        flushPending = true;
        withLock(this::markNews);
        return FlushOutcome.PENDING;
      }
    }
    flushPending = false;
    return FlushOutcome.DONE;
  }

  private int markNews() {
    if (hasNews()) {
      driver.markReady(this);
    }
    return 0;
  }

  @Override
  public CloseReason failure() {
    var on = socket;
    return on == null
        ? CloseReason.of(CloseReason.Kind.ABORTED, "the stream is not connected")
        : on.whyBroken();
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
    withLock(this::markNews);
  }

  @Override
  public void shutdownOutput() {
    var on = socket;
    if (!closed && on != null) {
      driver.network.locked(on::shutdownOutput);
    }
  }

  @Override
  public void close() {
    end(MemorySocket::close);
  }

  @Override
  public void abort() {
    end(MemorySocket::abort);
  }

  @Override
  public void vanish() {
    closed = true;
    var connecting = attempt;
    var on = socket;
    if (connecting != null) {
      connecting.giveUp();
      on = connecting.socket();
    }
    if (on != null) {
      on.vanish();
    }
  }

  private void end(Consumer<MemorySocket> how) {
    if (closed) {
      return;
    }
    closed = true;
    driver.forget(this);
    driver.network.locked(() -> {
      var connecting = attempt;
      var on = socket;
      if (connecting != null) {
        connecting.giveUp();
        on = connecting.socket();
      }
      if (on != null) {
        how.accept(on);
      }
    });
  }

  @Override
  public SocketAddress localAddress() {
    return local;
  }

  @Override
  public SocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public <T> T option(SocketOption<T> option) {
    return options.value(option);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    options.set(option, value);
  }

  private boolean holds(BooleanSupplier question) {
    driver.network.lock.lock();
    try {
      return question.getAsBoolean();
    } finally {
      driver.network.lock.unlock();
    }
  }

  private int withLock(IntSupplier step) {
    driver.network.lock.lock();
    try {
      return step.getAsInt();
    } finally {
      driver.network.lock.unlock();
    }
  }
}
