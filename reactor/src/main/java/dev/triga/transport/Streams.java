package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.driver.OperatingSystem;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.pump.PumpedStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The stream connections of one reactor: makes ports and connections, and closes them all in the
/// end.
public final class Streams {
  /// A connection that changes hands has its options already.
  private static final StreamOptions NO_OPTIONS = new StreamOptions(false, false, 0, 0);

  private final EventLoop loop;
  private final Driver driver;
  private final StreamEndpoints endpoints;
  private final Connections connections = new Connections();
  private boolean ended;
  private boolean closing;
  private final Set<StreamConnect<?>> attempts = new LinkedHashSet<>();
  private final Ports ports = new Ports();
  private @Nullable TlsBuffers tlsBuffers;

  /// No ports and no connections yet.
  public Streams(EventLoop loop, Driver driver) {
    this.loop = loop;
    this.driver = driver;
    this.endpoints = new StreamEndpoints(loop, driver);
  }

  /// Listens. On the turn.
  ///
  /// @param spread who serves the next connection; null where that is always this reactor. It is
  ///   only asked where [Driver#handsOver]
  public ListeningPort listen(
      Endpoint endpoint,
      ListenOptions options,
      ProtocolFactory<?> factory,
      @Nullable Supplier<EventLoop> spread) {
    var port =
        new StreamPort(
            loop,
            this,
            options,
            factory,
            driver.handsOver() && !(endpoint instanceof Endpoint.Stdio) ? spread : null,
            sink -> endpoints.binding(endpoint, options, sink));
    port.startListening();
    return port;
  }

  /// Listens on a socket that is open already. On the turn.
  public ListeningPort adoptPort(
      Descriptor descriptor, ListenOptions options, ProtocolFactory<?> factory) {
    checkAdoptable(descriptor);
    var port =
        new StreamPort(
            loop,
            this,
            options,
            factory,
            null,
            sink -> new AdoptedBinding(driver, null, descriptor, false, options, sink));
    port.startListening();
    return port;
  }

  /// Makes a protocol for a connection that stands already. On the turn.
  public <P extends Protocol> @Nullable P adoptConnection(
      AdoptRequest request, long hardCapBytes, ProtocolFactory<P> factory) {
    if (request.input() != null) {
      checkAdoptable(request.input());
    }
    if (request.output() != null) {
      checkAdoptable(request.output());
    }
    var adopted = new Adopted<P>();
    driver.adoptStream(
        request,
        handle -> {
          var transport = new StreamTransport(loop, this, handle, hardCapBytes, null);
          boolean isKept = transport.open(factory);
          if (isKept) {
            adopted.take(transport);
          }
          return isKept ? transport : null;
        });
    return adopted.protocol;
  }

  /// Makes a protocol for a stream that threads carry and that has begun; it belongs to the
  /// connection from now on. On the turn.
  ///
  /// @return null if the factory declined or threw: then the stream is closed
  @SuppressWarnings("unchecked") // open() has just made it with our factory.
  public <P extends Protocol> @Nullable P carry(PumpedStream stream, ProtocolFactory<P> factory) {
    var transport = new StreamTransport(loop, this, stream, Transport.DEFAULT_HARD_CAP_BYTES, null);
    if (!transport.open(factory)) {
      return null;
    }
    stream.deliverTo(transport);
    return (P) transport.protocol();
  }

  /// Whether the driver takes over pipes by their descriptor numbers. On the turn.
  public Availability adoptsPipes() {
    return driver.adoptable(new Descriptor.Raw(0));
  }

  /// Serves a connection that another reactor has accepted, or closes it when it is too late for
  /// that. On the turn.
  void takeOver(Descriptor descriptor, Function<StreamHandle, @Nullable StreamSink> service) {
    boolean isTaken = false;
    try {
      if (!closing) {
        driver.adoptStream(AdoptRequest.both(descriptor, NO_OPTIONS), service);
        isTaken = true;
      }
    } catch (IllegalArgumentException e) {
      // The peer is gone already, and nobody has heard of the connection yet.
      isTaken = false;
    } finally {
      if (!isTaken) {
        close(descriptor);
      }
    }
  }

  private void close(Descriptor descriptor) {
    try {
      switch (descriptor) {
        case Descriptor.Raw raw -> OperatingSystem.current().close(raw);
        case Descriptor.Channel(var channel) -> channel.close();
      }
    } catch (IOException e) {
      loop.report("connection", this, e, null);
    }
  }

  /// What came of an adoption.
  private static final class Adopted<P extends Protocol> {
    private @Nullable P protocol;

    @SuppressWarnings("unchecked") // open() has just made it with our factory.
    void take(StreamTransport transport) {
      protocol = (P) transport.protocol();
    }
  }

  private void checkAdoptable(Descriptor descriptor) {
    if (driver.adoptable(descriptor) instanceof Availability.Unavailable no) {
      throw new IllegalArgumentException(descriptor + " cannot be taken over: " + no.reason());
    }
  }

  /// Connects. Any thread.
  public <P extends Protocol> Deferred<P> connect(
      Endpoint endpoint, ConnectOptions options, ProtocolFactory<P> factory) {
    var attempt = new StreamConnect<>(loop, this, endpoint, options, factory);
    loop.deliver(attempt::begin);
    return attempt.result();
  }

  /// Notes an attempt that has begun; false when it is too late for that.
  boolean begun(StreamConnect<?> attempt) {
    return !ended && attempts.add(attempt);
  }

  /// An attempt is over, one way or another.
  void over(StreamConnect<?> attempt) {
    attempts.remove(attempt);
  }

  private void endAttempts() {
    for (var attempt : List.copyOf(attempts)) {
      attempt.reactorStops();
    }
  }

  Driver driver() {
    return driver;
  }

  StreamEndpoints endpoints() {
    return endpoints;
  }

  /// The memory for TLS, made when it is first needed.
  TlsBuffers tlsBuffers() {
    var existing = tlsBuffers;
    if (existing == null) {
      existing = new TlsBuffers(loop);
      tlsBuffers = existing;
    }
    return existing;
  }

  /// Frees the memory. On the turn, last of all.
  public void free() {
    if (tlsBuffers != null) {
      tlsBuffers.close();
      tlsBuffers = null;
    }
  }

  Connections connections() {
    return connections;
  }

  Ports ports() {
    return ports;
  }

  /// How many connections are open. Any thread.
  public int connectionCount() {
    return connections.size();
  }

  /// Closes the ports at once and the connections in order. On the turn.
  ///
  /// @return done when the last of these connections has ended. One that is opened meanwhile, by a
  ///   trigger or by who has just lost his, lives on until [#abortAll]: it holds nobody up
  public CompletionStage<?> closeAll(Duration deadline) {
    closing = true;
    ports.forEach(StreamPort::stopListening);
    endAttempts();
    connections.forEach(connection -> connection.close(deadline));
    var done = new CompletableFuture<Void>();
    connections.whenTheseHaveEnded(() -> done.complete(null));
    return done;
  }

  /// Aborts what is still open. On the turn.
  public void abortAll() {
    closing = true;
    ended = true;
    ports.forEach(StreamPort::stopListening);
    endAttempts();
    connections.forEach(StreamTransport::abort);
  }

  /// Adds a line for each port and connection.
  public void dump(StringBuilder into) {
    ports.forEach(port -> into.append("  ").append(port).append('\n'));
    connections.forEach(connection -> into.append("  ").append(connection).append('\n'));
  }
}
