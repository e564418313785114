package dev.triga.transport;

import dev.triga.async.Deferred;
import dev.triga.driver.AcceptSink;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.loop.jfr.FlightEvents;
import dev.triga.net.BindFailure;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.ProtocolFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A TCP endpoint that accepts connections.
final class TcpPort implements ListeningPort, AcceptSink {
  private final EventLoop loop;
  private final Streams streams;
  private final ListenOptions options;
  private final ProtocolFactory<?> factory;

  /// After the first bind the real address, so that a restart takes the same port.
  private volatile Endpoint.Tcp endpoint;

  private volatile @Nullable ListenerHandle listener;
  private volatile @Nullable SocketAddress address;
  private boolean paused;
  private int credit;
  private volatile int open;

  TcpPort(
      EventLoop loop,
      Streams streams,
      Endpoint.Tcp endpoint,
      ListenOptions options,
      ProtocolFactory<?> factory) {
    this.loop = loop;
    this.streams = streams;
    this.endpoint = endpoint;
    this.options = options;
    this.factory = factory;
  }

  @Override
  public void startListening() {
    loop.checkTurn("ListeningPort.startListening");
    if (listener != null) {
      return;
    }
    var bound = bind();
    listener = bound;
    var local = bound.localAddress();
    address = local;
    endpoint = (Endpoint.Tcp) Endpoint.of(local);
    streams.ports().add(this);
    updateAccepting();
  }

  private ListenerHandle bind() {
    BindFailure last = null;
    for (var candidate : TcpAddresses.toListenOn(endpoint, loop.resolver())) {
      try {
        return listenOn(candidate);
      } catch (BindFailure e) {
        last = e;
      }
    }
    throw last != null ? last : new BindFailure("cannot listen on " + endpoint + ": no address");
  }

  private ListenerHandle listenOn(InetSocketAddress candidate) {
    return streams
        .driver()
        .listen(
            new ListenRequest(
                candidate, options.backlog(), true, options.reusePort(), options.stream()),
            this);
  }

  @Override
  public @Nullable StreamSink accepted(StreamHandle handle) {
    loop.enter();
    if (options.controlled()) {
      credit--;
      updateAccepting();
    }
    var transport = new StreamTransport(loop, streams, handle, options.hardCapBytes(), this);
    countOpen(1);
    boolean kept = transport.open(factory);
    FlightEvents.accepted(loop.name(), endpoint, transport, kept);
    loop.afterCallback();
    return kept ? transport : null;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written on the turn only, read by any thread.
  private void countOpen(int change) {
    open += change;
  }

  /// A connection of this port has ended.
  void connectionEnded() {
    countOpen(-1);
  }

  @Override
  public void failed(Throwable cause) {
    loop.enter();
    loop.report("listening port", this, cause, null);
    closeListener();
    loop.afterCallback();
  }

  @Override
  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  public Deferred<Void> stopListening() {
    loop.checkTurn("ListeningPort.stopListening");
    closeListener();
    var done = new Deferred<@Nullable Void>(loop);
    done.succeed(null);
    return done;
  }

  private void closeListener() {
    var closing = listener;
    if (closing != null) {
      listener = null;
      closing.close();
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
    return open;
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
