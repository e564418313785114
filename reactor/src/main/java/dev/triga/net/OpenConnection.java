package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection that was made, with its two ends.
///
/// @param protocol what the factory made
/// @param transport what the factory was given
record OpenConnection<P extends Protocol>(P protocol, Transport transport) {
  /// Connects. Cancelling the result gives the attempt up; a connection that stands by then is
  /// aborted.
  static <P extends Protocol> Deferred<OpenConnection<P>> make(
      Reactor reactor, Endpoint endpoint, ConnectOptions options, ProtocolFactory<P> factory) {
    var keeping = new Keeping<>(factory);
    return reactor
        .connect(endpoint, options, keeping)
        .thenApply(protocol -> new OpenConnection<>(protocol, keeping.transport()))
        .onCancel(why -> keeping.abort());
  }

  /// Keeps the transport that it gives to a factory.
  private static final class Keeping<P extends Protocol> implements ProtocolFactory<P> {
    private final ProtocolFactory<P> factory;
    private @Nullable Transport transport;

    Keeping(ProtocolFactory<P> factory) {
      this.factory = factory;
    }

    @Override
    public @Nullable P open(Transport opened) {
      transport = opened;
      return factory.open(opened);
    }

    void abort() {
      if (transport != null) {
        transport.abort();
      }
    }

    Transport transport() {
      return Objects.requireNonNull(transport);
    }
  }
}
