package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.triga.net.ConnectFailure;
import dev.triga.net.ConnectOptions;
import dev.triga.net.ListenOptions;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsIdentity;
import dev.triga.net.TlsOptions;
import dev.triga.net.TlsSession;
import dev.triga.net.Transport;
import dev.triga.testing.TestAuthority;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// What the groups of behaviours with TLS share: an authority, and servers and clients that trust
/// it.
abstract class TlsFloor extends Contract {
  static final TestAuthority AUTHORITY = TestAuthority.create();
  static final TlsIdentity IDENTITY = AUTHORITY.identity("127.0.0.1", "localhost");

  TlsFloor(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  static TlsOptions serverOptions() {
    return TlsOptions.server(TlsCredentials.of(IDENTITY));
  }

  static TlsOptions clientOptions() {
    return TlsOptions.client(List.of(AUTHORITY.certificate()));
  }

  Server<Recorder> serve(TlsOptions options) {
    return serve(started(), ListenOptions.DEFAULT.withTls(options), Recorder::new);
  }

  /// A client on the server's reactor.
  Recorder connect(Server<?> server, TlsOptions options) {
    return await(
        server.reactor.connect(
            server.port.endpoint(), ConnectOptions.DEFAULT.withTls(options), Recorder::new));
  }

  ConnectFailure refusal(Server<?> server, TlsOptions options) {
    return assertInstanceOf(
        ConnectFailure.class,
        failureOf(
            server.reactor.connect(
                server.port.endpoint(), ConnectOptions.DEFAULT.withTls(options), Recorder::new)));
  }

  /// Both ends of a connection.
  record Ends(Server<Recorder> server, Recorder client, Recorder served) {}

  Ends ends(TlsOptions serving, TlsOptions connecting) {
    var server = serve(serving);
    var client = connect(server, connecting);
    return new Ends(server, client, server.next());
  }

  Ends ends() {
    return ends(serverOptions(), clientOptions());
  }

  static TlsSession agreed(Transport transport) {
    return Objects.requireNonNull(transport.tls());
  }
}
