package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.ConnectRequest;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.loop.jfr.ConnectEvent;
import dev.triga.loop.jfr.FlightEvents;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectFailure;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointNotSupportedException;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.reactor.ScheduledCall;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One attempt to connect: look the name up, try its addresses one after the other, make the
/// protocol.
///
/// It is the sink of the handle while that connects; afterwards it passes everything on to the
/// transport. On the turn, except where said.
final class StreamConnect<P extends Protocol> implements StreamSink {
  private final EventLoop loop;
  private final Streams streams;
  private final Endpoint endpoint;
  private final ConnectOptions options;
  private final ProtocolFactory<P> factory;
  private final Deferred<P> result;

  private List<? extends SocketAddress> untried = List.of();
  private @Nullable ScheduledCall timer;
  private @Nullable StreamHandle handle;
  private @Nullable StreamTransport transport;
  private @Nullable ConnectEvent event;
  private @Nullable Deferred<List<InetAddress>> resolving;

  StreamConnect(
      EventLoop loop,
      Streams streams,
      Endpoint endpoint,
      ConnectOptions options,
      ProtocolFactory<P> factory) {
    this.loop = loop;
    this.streams = streams;
    this.endpoint = endpoint;
    this.options = options;
    this.factory = factory;
    this.result = new Deferred<>(loop);
    result.onCancel(cause -> loop.deliver(this::giveUp));
  }

  /// What the user waits for. Any thread.
  Deferred<P> result() {
    return result;
  }

  void begin() {
    if (result.isDone()) {
      return;
    }
    if (!streams.begun(this)) {
      reactorStops();
      return;
    }
    event = FlightEvents.connectBegun();
    timer =
        loop.schedule(
            options.timeout(),
            () ->
                fail(
                    CloseReason.of(
                        CloseReason.Kind.TIMED_OUT, "no answer in " + options.timeout())));
    try {
      var known = streams.endpoints().knownAddresses(endpoint);
      if (known.isEmpty()) {
        lookUp((Endpoint.Tcp) endpoint);
      } else {
        untried = known;
        tryNext(CloseReason.DONE);
      }
    } catch (EndpointNotSupportedException e) {
      giveUp();
      result.fail(e);
    }
  }

  private void lookUp(Endpoint.Tcp tcp) {
    Deferred<List<InetAddress>> asked;
    try {
      asked = loop.resolver().resolve(tcp.host(), loop);
    } catch (RuntimeException e) {
      notFound(tcp, e);
      return;
    }
    resolving = asked;
    // A resolver may answer on a thread of its own.
    var ignored =
        asked
            .on(loop)
            .handle((found, failure) -> {
              resolving = null;
              if (failure != null) {
                notFound(tcp, failure);
              } else {
                untried = TcpAddresses.withPort(found, tcp.port());
                tryNext(
                    CloseReason.of(
                        CloseReason.Kind.DNS, "host '" + tcp.host() + "' has no address"));
              }
              return true;
            });
  }

  private void notFound(Endpoint.Tcp tcp, Throwable failure) {
    if (!result.isDone()) {
      String why =
          failure instanceof UnknownHostException
              ? "is unknown"
              : "cannot be looked up: " + failure;
      fail(CloseReason.of(CloseReason.Kind.DNS, "host '" + tcp.host() + "' " + why, failure));
    }
  }

  private void tryNext(CloseReason lastFailure) {
    if (result.isDone()) {
      return;
    }
    if (untried.isEmpty()) {
      fail(lastFailure);
      return;
    }
    var address = untried.getFirst();
    untried = untried.subList(1, untried.size());
    try {
      handle =
          streams
              .driver()
              .connect(new ConnectRequest(address, options.local(), options.stream()), this);
    } catch (BindFailure e) {
      fail(e.reason());
    }
  }

  private void fail(CloseReason reason) {
    giveUp();
    if (event != null) {
      event.finish(loop.name(), endpoint, reason);
    }
    result.fail(new ConnectFailure(endpoint.toString(), reason));
  }

  /// Fails what has not come to anything, so that nobody waits for it for ever.
  void reactorStops() {
    fail(
        CloseReason.of(
            CloseReason.Kind.ABORTED, "reactor '" + loop.name() + "' has stopped meanwhile"));
  }

  private void giveUp() {
    streams.over(this);
    if (timer != null) {
      timer.cancel();
    }
    if (resolving != null) {
      resolving.cancel();
    }
    if (handle != null && transport == null) {
      handle.abort();
      handle = null;
    }
  }

  @Override
  public void connected() {
    loop.enter();
    if (timer != null) {
      timer.cancel();
    }
    var connected = handle;
    if (connected == null || result.isDone()) {
      giveUp();
      loop.afterCallback();
      return;
    }
    if (event != null) {
      event.finish(loop.name(), endpoint, "connected");
    }
    streams.over(this);
    var made = new StreamTransport(loop, streams, connected, options.hardCapBytes(), null);
    transport = made;
    if (!made.open(factory)) {
      result.fail(
          new ConnectFailure(
              endpoint.toString(),
              CloseReason.of(
                  CloseReason.Kind.ABORTED, "the protocol factory made no protocol for it")));
    } else {
      @SuppressWarnings("unchecked") // open() has just made it with our factory.
      var protocol = (P) made.protocol();
      if (!result.succeed(protocol)) {
        // Cancelled by connectionMade itself.
        made.abort();
      }
    }
    loop.afterCallback();
  }

  @Override
  public void readable(ByteBuffer data) {
    if (transport != null) {
      transport.readable(data);
    }
  }

  @Override
  public void readClosed() {
    if (transport != null) {
      transport.readClosed();
    }
  }

  @Override
  public void writable() {
    if (transport != null) {
      transport.writable();
    }
  }

  @Override
  public void closed(CloseReason reason) {
    loop.enter();
    if (transport != null) {
      transport.closed(reason);
    } else {
      handle = null;
      tryNext(reason);
    }
    loop.afterCallback();
  }
}
