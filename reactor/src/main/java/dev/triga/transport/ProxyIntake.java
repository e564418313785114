package dev.triga.transport;

import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.net.CloseReason;
import dev.triga.net.ProxyHeader;
import dev.triga.net.ProxyProtocol;
import dev.triga.reactor.ScheduledCall;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The beginning of a connection that comes through a proxy: waits for the header, and passes
/// everything on to the transport afterwards. On the turn.
final class ProxyIntake implements StreamSink {
  private final EventLoop loop;
  private final ProxyIntakes intakes;
  private final StreamTransport transport;
  private final ProxyIntakes.Opening opening;
  private final ProxyProtocol options;
  private final ProxyHeaderReader reader;
  private @Nullable ScheduledCall timer;
  private boolean isRead;

  ProxyIntake(
      EventLoop loop,
      ProxyIntakes intakes,
      StreamTransport transport,
      ProxyProtocol options,
      ProxyIntakes.Opening opening) {
    this.loop = loop;
    this.intakes = intakes;
    this.transport = transport;
    this.opening = opening;
    this.options = options;
    this.reader = new ProxyHeaderReader(options.headerBytesMax());
  }

  void begin() {
    timer = loop.schedule(options.timeout(), this::tooLate);
    var ignored = transport.ended().thenAccept(this::ended);
  }

  private void tooLate() {
    transport.abort(
        CloseReason.of(
            CloseReason.Kind.TIMED_OUT, "no PROXY header came within " + options.timeout()));
  }

  private void ended(CloseReason reason) {
    if (!isRead) {
      dropTimer();
      intakes.failed(transport, reason);
    }
  }

  private void dropTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void refuse(String why) {
    transport.abort(CloseReason.of(CloseReason.Kind.ABORTED, "its PROXY header is wrong: " + why));
  }

  @Override
  public void connected() {
    // It was accepted, not connected.
  }

  @Override
  public void readable(ByteBuffer data) {
    if (isRead) {
      transport.readable(data);
      return;
    }
    loop.enter();
    if (!transport.isEnding()) {
      read(data);
    }
    loop.afterCallback();
  }

  private void read(ByteBuffer data) {
    ProxyAddresses told;
    try {
      told = reader.read(data);
    } catch (ProxyHeaderException e) {
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    if (told != null) {
      isRead = true;
      dropTimer();
      intakes.over();
      transport.cameThrough(
          new ProxyHeader(told.source(), told.destination(), transport.remoteAddress()));
      opening.open(transport);
      if (data.hasRemaining() && !transport.isEnding()) {
        transport.receivedBefore(data);
      }
    }
  }

  @Override
  public void readClosed() {
    if (isRead) {
      transport.readClosed();
      return;
    }
    loop.enter();
    refuse("the connection ends before it does");
    loop.afterCallback();
  }

  @Override
  public void writable() {
    transport.writable();
  }

  @Override
  public void closed(CloseReason reason) {
    transport.closed(reason);
  }
}
