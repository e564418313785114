package dev.triga.actors.port;

import dev.triga.async.Deferred;
import dev.triga.driver.Descriptor;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A port that no other reactor can serve than the one that opened it: standard input and output,
/// and where descriptors cannot be shared a Unix-domain socket. Of the actors on that reactor the
/// one that listened last gets what comes from then on; before the first, and after the last has
/// stopped, connections wait. On the turn.
public final class OwnPort {
  private final ListeningPort port;
  private @Nullable Listening current;

  private OwnPort(Reactor reactor, Endpoint endpoint, ListenOptions options) {
    port = reactor.listen(endpoint, options.withControlledAccept(), this::open);
    port.pauseAccepting();
    port.accept(Integer.MAX_VALUE);
  }

  /// Opens one, where nobody is accepted yet.
  ///
  /// @throws dev.triga.net.BindFailure if it cannot be bound
  public static OwnPort open(Reactor reactor, Endpoint endpoint, ListenOptions options) {
    return new OwnPort(reactor, endpoint, options);
  }

  /// What is listened on.
  public Endpoint endpoint() {
    return port.endpoint();
  }

  /// Serves it from now on.
  ListeningPort listen(ProtocolFactory<?> factory) {
    var made = new Listening(factory);
    made.startListening();
    return made;
  }

  /// Closes the port.
  public void close() {
    current = null;
    var _ = port.stopListening();
  }

  private @Nullable Protocol open(Transport transport) {
    var serving = current;
    return serving == null ? null : serving.open(transport);
  }

  /// The port as one of those who listen on it has it.
  private final class Listening implements ListeningPort {
    private final ProtocolFactory<?> factory;
    private int open;

    Listening(ProtocolFactory<?> factory) {
      this.factory = factory;
    }

    @Nullable Protocol open(Transport transport) {
      open++;
      var _ = transport.ended().thenRun(() -> open--);
      return factory.open(transport);
    }

    @Override
    public Endpoint endpoint() {
      return port.endpoint();
    }

    @Override
    public SocketAddress localAddress() {
      return port.localAddress();
    }

    @Override
    @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
    public Deferred<Void> stopListening() {
      if (isListening()) {
        current = null;
        port.pauseAccepting();
      }
      return Deferred.succeeded(null);
    }

    @Override
    public void startListening() {
      current = this;
      port.resumeAccepting();
    }

    @Override
    public void pauseAccepting() {
      if (isListening()) {
        port.pauseAccepting();
      }
    }

    @Override
    public void resumeAccepting() {
      if (isListening()) {
        port.resumeAccepting();
      }
    }

    @Override
    public void accept(int count) {
      throw new IllegalStateException("port " + endpoint() + " accepts by itself");
    }

    @Override
    public boolean isListening() {
      return current == this;
    }

    @Override
    public int connections() {
      return open;
    }

    @Override
    public Descriptor descriptor() {
      return port.descriptor();
    }
  }
}
