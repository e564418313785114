package dev.triga.transport;

import dev.triga.loop.EventLoop;
import dev.triga.net.TlsOptions;

/// The handshakes under way on a listening port: how many there may be, and a word in the log on
/// each that fails, since no protocol hears of it. On the turn.
final class TlsHandshakes {
  private final EventLoop loop;
  private final Underway underway;

  TlsHandshakes(EventLoop loop) {
    this.loop = loop;
    this.underway = new Underway(loop, "TLS handshakes are under way (TlsOptions.handshakesMax)");
  }

  /// Whether no more may begin.
  boolean isFull(TlsOptions options) {
    return underway.isFull(options.handshakesMax());
  }

  /// Begins one as server.
  ///
  /// @param opening runs when it is done
  void begin(StreamTransport transport, TlsOptions options, Runnable opening) {
    TlsTerms terms;
    try {
      terms = TlsTerms.of(options, null, 0);
    } catch (RuntimeException e) {
      // A context of the user's is broken, which costs this connection and nothing else.
      loop.report("TLS context", options.context(), e, null);
      transport.abort();
      return;
    }
    underway.begins();
    var ignored =
        transport
            .ended()
            .thenAccept(reason -> {
              if (transport.tls() == null) {
                underway.over();
                loop.log()
                    .info(() -> "TLS with " + transport.remoteAddress() + " failed: " + reason);
              }
            });
    transport.beginTls(
        terms,
        session -> {
          underway.over();
          opening.run();
        });
  }
}
