package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.AcceptSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.loop.jfr.FlightEvents;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.ProtocolFactory;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An endpoint that accepts connections, of whichever kind its [PortBinding] is.
final class StreamPort implements ListeningPort, AcceptSink {
  private final EventLoop loop;
  private final Streams streams;
  private final ListenOptions options;
  private final ProtocolFactory<?> factory;

  private final PortBinding binding;

  /// The TLS handshakes in progress, which each reactor counts for itself.
  private final Map<EventLoop, TlsHandshakes> handshakes = new ConcurrentHashMap<>();

  /// The connections that wait for a PROXY header, which each reactor counts for itself.
  private final Map<EventLoop, ProxyIntakes> intakes = new ConcurrentHashMap<>();

  /// After the first bind the real one.
  private volatile Endpoint endpoint;

  private volatile @Nullable ListenerHandle listener;
  private volatile @Nullable SocketAddress address;
  private boolean paused;

  /// Whether it accepts inside [#stopListening], which is a callback of somebody's.
  private boolean isStopping;

  private int credit;
  private final AtomicInteger open = new AtomicInteger();

  /// Who serves the next connection; null where that is always this reactor.
  private final @Nullable Supplier<EventLoop> spread;

  StreamPort(
      EventLoop loop,
      Streams streams,
      ListenOptions options,
      ProtocolFactory<?> factory,
      @Nullable Supplier<EventLoop> spread,
      Function<AcceptSink, PortBinding> bindings) {
    this.loop = loop;
    this.streams = streams;
    this.options = options;
    this.factory = factory;
    this.spread = spread;
    this.binding = bindings.apply(this);
    this.endpoint = shown(binding.asked());
  }

  @Override
  public void startListening() {
    loop.checkTurn("ListeningPort.startListening");
    if (listener != null) {
      return;
    }
    var bound = binding.bind();
    listener = bound;
    address = bound.localAddress();
    endpoint = shown(binding.endpointOf(bound));
    streams.ports().add(this);
    updateAccepting();
  }

  private Endpoint shown(Endpoint bound) {
    return options.tls() != null && bound instanceof Endpoint.Tcp tcp
        ? new Endpoint.Tls(tcp.host(), tcp.port())
        : bound;
  }

  @Override
  public @Nullable StreamSink accepted(StreamHandle handle) {
    if (isStopping) {
      return take(handle);
    }
    loop.enter();
    var sink = take(handle);
    loop.afterCallback();
    return sink;
  }

  private @Nullable StreamSink take(StreamHandle handle) {
    if (options.controlled()) {
      credit--;
      updateAccepting();
    }
    var server = spread == null ? loop : spread.get();
    return server == loop ? serve(handle, loop, streams) : giveTo(server, handle);
  }

  /// A connection that was accepted, on the turn of the reactor that serves it; null if it is not
  /// kept.
  private @Nullable StreamSink serve(StreamHandle handle, EventLoop server, Streams into) {
    var proxied = options.proxyProtocol();
    if (proxied != null) {
      return intakes
          .computeIfAbsent(server, ProxyIntakes::new)
          .begin(
              handle,
              proxied,
              taken -> transportOn(taken, server, into),
              transport -> openThroughProxy(transport, server));
    }
    var tls = options.tls();
    if (tls == null) {
      var transport = transportOn(handle, server, into);
      return open(transport, server) ? transport : null;
    }
    var underWay = handshakesOn(server);
    if (underWay.isFull(tls)) {
      handle.close();
      return null;
    }
    var transport = transportOn(handle, server, into);
    underWay.begin(transport, tls, () -> open(transport, server));
    return transport;
  }

  /// The PROXY header has come.
  private void openThroughProxy(StreamTransport transport, EventLoop server) {
    var tls = options.tls();
    if (tls == null) {
      open(transport, server);
    } else if (handshakesOn(server).isFull(tls)) {
      transport.abort();
    } else {
      handshakesOn(server).begin(transport, tls, () -> open(transport, server));
    }
  }

  private TlsHandshakes handshakesOn(EventLoop server) {
    return handshakes.computeIfAbsent(server, TlsHandshakes::new);
  }

  private StreamTransport transportOn(StreamHandle handle, EventLoop server, Streams into) {
    open.incrementAndGet();
    return new StreamTransport(server, into, handle, options.hardCapBytes(), this);
  }

  private boolean open(StreamTransport transport, EventLoop server) {
    boolean kept = transport.open(factory);
    FlightEvents.accepted(server.name(), endpoint, transport, kept);
    return kept;
  }

  private @Nullable StreamSink giveTo(EventLoop server, StreamHandle handle) {
    var descriptor = handle.handOver();
    server.deliver(() ->
        server.streams().takeOver(descriptor, taken -> serve(taken, server, server.streams())));
    return null;
  }

  /// A connection of this port has ended. On the turn of the reactor that serves it.
  void connectionEnded() {
    open.decrementAndGet();
  }

  @Override
  public void failed(Throwable cause) {
    loop.enter();
    loop.report("listening port", this, cause, null);
    closeListener(0);
    loop.afterCallback();
  }

  @Override
  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  public Deferred<Void> stopListening() {
    loop.checkTurn("ListeningPort.stopListening");
    isStopping = true;
    try {
      closeListener(acceptable());
    } finally {
      isStopping = false;
    }
    var done = new Deferred<@Nullable Void>(loop);
    done.succeed(null);
    return done;
  }

  @Override
  public void leaveFile() {
    loop.checkTurn("ListeningPort.leaveFile");
    binding.leaveFile();
  }

  /// How many of those who wait may be accepted: no more than there was to be room for, so that who
  /// connects meanwhile does not keep it from ending.
  private int acceptable() {
    if (paused) {
      return 0;
    }
    return options.controlled() ? Math.min(credit, options.backlog()) : options.backlog();
  }

  private void closeListener(int last) {
    var closing = listener;
    if (closing != null) {
      listener = null;
      closing.acceptAndClose(last);
      binding.released();
      streams.ports().remove(this);
    }
  }

  @Override
  public void pauseAccepting() {
    loop.checkTurn("ListeningPort.pauseAccepting");
    paused = true;
    updateAccepting();
  }

  @Override
  public void resumeAccepting() {
    loop.checkTurn("ListeningPort.resumeAccepting");
    paused = false;
    updateAccepting();
  }

  @Override
  public void accept(int count) {
    loop.checkTurn("ListeningPort.accept");
    if (count < 1) {
      throw new IllegalArgumentException("accept credit " + count + " is less than 1");
    }
    if (!options.controlled()) {
      throw new IllegalStateException(
          "port " + endpoint + " accepts by itself; give ListenOptions.withControlledAccept()");
    }
    credit = (int) Math.min(Integer.MAX_VALUE, (long) credit + count);
    updateAccepting();
  }

  private void updateAccepting() {
    var handle = listener;
    if (handle == null) {
      return;
    }
    if (paused || (options.controlled() && credit == 0)) {
      handle.pauseAccepting();
    } else {
      handle.resumeAccepting();
    }
  }

  @Override
  public Descriptor descriptor() {
    loop.checkTurn("ListeningPort.descriptor");
    var bound = listener;
    if (bound == null) {
      throw new IllegalStateException("port " + endpoint + " does not listen");
    }
    return bound.asDescriptor();
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public SocketAddress localAddress() {
    var bound = address;
    if (bound == null) {
      throw new IllegalStateException("port " + endpoint + " has never listened");
    }
    return bound;
  }

  @Override
  public boolean isListening() {
    return listener != null;
  }

  @Override
  public int connections() {
    return open.get();
  }

  @Override
  public String toString() {
    return "ListeningPort["
        + endpoint
        + (isListening() ? ", " : ", stopped, ")
        + open
        + " connections]";
  }
}
