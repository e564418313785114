package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.loop.jfr.ConnectEvent;
import dev.triga.loop.jfr.FlightEvents;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectFailure;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointNotSupportedException;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.TlsOptions;
import dev.triga.reactor.ScheduledCall;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One attempt to connect: look the name up, let its addresses race, make the protocol. On the
/// turn, except where said.
final class StreamConnect<P extends Protocol> implements AddressRace.Finish {
  private final EventLoop loop;
  private final Streams streams;
  private final Endpoint endpoint;
  private final ConnectOptions options;
  private final ProtocolFactory<P> factory;
  private final Deferred<P> result;

  private @Nullable ScheduledCall timer;
  private @Nullable AddressRace race;
  private @Nullable StreamTransport transport;
  private boolean isOpen;
  private @Nullable ConnectEvent event;
  private @Nullable Deferred<List<InetAddress>> resolving;
  private @Nullable TlsTerms tls;

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
      tls = tlsTerms();
      var known = streams.endpoints().knownAddresses(endpoint);
      if (known.isEmpty()) {
        lookUp(tcp(endpoint));
      } else {
        tryAll(known);
      }
    } catch (EndpointNotSupportedException | IllegalArgumentException e) {
      giveUp();
      result.fail(e);
    }
  }

  private static Endpoint.Tcp tcp(Endpoint endpoint) {
    return endpoint instanceof Endpoint.Tls tls ? tls.tcp() : (Endpoint.Tcp) endpoint;
  }

  /// How TLS is to be spoken, or null if it is not.
  private @Nullable TlsTerms tlsTerms() {
    var wanted = options.tls();
    if (wanted == null && endpoint instanceof Endpoint.Tls) {
      wanted = TlsOptions.client();
    }
    if (wanted == null) {
      return null;
    }
    return endpoint instanceof Endpoint.Tls || endpoint instanceof Endpoint.Tcp
        ? TlsTerms.of(wanted, host(tcp(endpoint)), tcp(endpoint).port())
        : TlsTerms.of(wanted, null, 0);
  }

  /// To connect to "all interfaces" means this machine.
  private static String host(Endpoint.Tcp tcp) {
    return tcp.isWildcard() ? "localhost" : tcp.host();
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
                found(tcp, found);
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

  private void found(Endpoint.Tcp tcp, List<InetAddress> found) {
    if (result.isDone()) {
      return;
    }
    var usable = TcpAddresses.usableFrom(options.local(), found);
    if (found.isEmpty()) {
      fail(CloseReason.of(CloseReason.Kind.DNS, "host '" + tcp.host() + "' has no address"));
    } else if (usable.isEmpty()) {
      fail(
          CloseReason.of(
              CloseReason.Kind.BIND,
              "the addresses of host '"
                  + tcp.host()
                  + "' are of another family than the local address "
                  + options.local()));
    } else {
      tryAll(TcpAddresses.withPort(TcpAddresses.interleaved(usable), tcp.port()));
    }
  }

  private void tryAll(List<? extends SocketAddress> addresses) {
    var begun = new AddressRace(loop, streams.driver(), options, addresses, this);
    race = begun;
    begun.begin();
  }

  @Override
  public void lost(CloseReason reason) {
    fail(reason);
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
    if (transport != null && !isOpen) {
      transport.abort();
    } else if (race != null && transport == null) {
      race.giveUp();
    }
  }

  @Override
  public @Nullable StreamSink won(StreamHandle connected) {
    if (result.isDone()) {
      // Another thread has just cancelled it.
      giveUp();
      return null;
    }
    var made = new StreamTransport(loop, streams, connected, options.hardCapBytes(), null);
    transport = made;
    var terms = tls;
    if (terms == null) {
      open(made);
    } else {
      made.beginTls(terms, session -> open(made));
      // A handshake that fails ends the connection.
      var ignored = made.ended().thenAccept(this::endedBeforeOpen);
    }
    return made;
  }

  private void endedBeforeOpen(CloseReason reason) {
    if (!isOpen && !result.isDone()) {
      fail(reason);
    }
  }

  /// The connection is ready for its protocol.
  private void open(StreamTransport made) {
    isOpen = true;
    if (timer != null) {
      timer.cancel();
    }
    if (event != null) {
      event.finish(loop.name(), endpoint, "connected");
    }
    streams.over(this);
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
  }
}
