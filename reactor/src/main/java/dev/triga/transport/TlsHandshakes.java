package dev.triga.transport;

import dev.triga.loop.EventLoop;
import dev.triga.net.TlsOptions;

/// The handshakes under way on a listening port: how many there may be, and a word in the log on
/// each that fails, since no protocol hears of it. On the turn.
final class TlsHandshakes {
  private final EventLoop loop;
  private int underWay;
  private boolean hasToldFull;

  TlsHandshakes(EventLoop loop) {
    this.loop = loop;
  }

  /// Whether no more may begin. The first time is logged, until there is room again.
  boolean isFull(TlsOptions options) {
    if (underWay < options.handshakesMax()) {
      return false;
    }
    if (!hasToldFull) {
      hasToldFull = true;
      loop.log()
          .warning(
              "connections are closed at once while "
                  + underWay
                  + " TLS handshakes are under way (TlsOptions.handshakesMax)");
    }
    return true;
  }

  /// Begins one as server.
  ///
  /// @param opening runs when it is done
  void begin(StreamTransport transport, TlsOptions options, Runnable opening) {
    underWay++;
    var ignored =
        transport
            .ended()
            .thenAccept(reason -> {
              if (transport.tls() == null) {
                over();
                loop.log()
                    .info(() -> "TLS with " + transport.remoteAddress() + " failed: " + reason);
              }
            });
    transport.beginTls(
        TlsTerms.of(options, null, 0),
        session -> {
          over();
          opening.run();
        });
  }

  private void over() {
    underWay--;
    hasToldFull = false;
  }
}
