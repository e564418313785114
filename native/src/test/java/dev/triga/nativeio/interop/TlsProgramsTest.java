package dev.triga.nativeio.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.ConnectOptions;
import dev.triga.net.ListenOptions;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsIdentity;
import dev.triga.net.TlsOptions;
import dev.triga.protocol.Framing;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TestAuthority;
import dev.triga.testing.TrigaTest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenSSL and Python's `ssl` on the other side of TLS, in both roles.
@TrigaTest
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class TlsProgramsTest {
  private static final Framing LINES = Framing.lines("\n");
  private static final TestAuthority AUTHORITY = TestAuthority.create();
  private static final TlsIdentity IDENTITY = AUTHORITY.identity("127.0.0.1", "localhost");

  private static final String PYTHON_SERVER =
      """
      import socket, ssl, sys
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain(sys.argv[1], sys.argv[2])
      context.set_alpn_protocols(['two'])
      with socket.create_server(('127.0.0.1', 0)) as listener:
          print(listener.getsockname()[1], flush=True)
          plain, _ = listener.accept()
          with context.wrap_socket(plain, server_side=True) as peer:
              print(peer.version(), peer.selected_alpn_protocol(), flush=True)
              while data := peer.recv(65536):
                  peer.sendall(data.upper())
              print('ended in order', flush=True)
      """;

  private static final String PYTHON_CLIENT =
      """
      import socket, ssl, sys
      context = ssl.create_default_context(cafile=sys.argv[2])
      context.load_cert_chain(sys.argv[3], sys.argv[4])
      context.set_alpn_protocols(['zero', 'two'])
      with socket.create_connection(('127.0.0.1', int(sys.argv[1])), 20) as plain:
          with context.wrap_socket(plain, server_hostname='localhost') as peer:
              peer.sendall(b'one\\ntwo\\n')
              back = b''
              while back.count(b'\\n') < 2: back += peer.recv(100)
              print(peer.version(), peer.selected_alpn_protocol(), back)
              peer.unwrap()
      """;

  @TempDir private Path folder = Path.of("");
  private String trusted = "";
  private String chain = "";
  private String key = "";

  @BeforeEach
  void write() throws Exception {
    trusted = Pem.certificates(folder.resolve("ca.pem"), List.of(AUTHORITY.certificate()));
    chain = Pem.certificates(folder.resolve("chain.pem"), IDENTITY.chain());
    key = Pem.key(folder.resolve("key.pem"), IDENTITY);
  }

  private static ConnectOptions connecting() {
    return ConnectOptions.DEFAULT.withTls(
        TlsOptions.client(List.of(AUTHORITY.certificate())).withApplicationProtocols("one", "two"));
  }

  /// Our server, which demands a certificate of its clients.
  private static int listen(Reactor reactor) {
    var tls =
        TlsOptions.server(TlsCredentials.of(IDENTITY), List.of(AUTHORITY.certificate()))
            .withApplicationProtocols("two");
    return Ours.listen(
        reactor, ListenOptions.DEFAULT.withTls(tls), transport -> new Wrapping(transport, LINES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void weTalkToOpenssl(String version, Reactor reactor) throws Exception {
    reactor.start();
    try (var openssl =
        Foreign.start(
            "openssl",
            "s_server",
            "-accept",
            "127.0.0.1:0",
            "-naccept",
            "1",
            "-cert",
            chain,
            "-key",
            key,
            "-alpn",
            "two",
            "-rev",
            version)) {
      String listening = openssl.lineWith("ACCEPT");
      int port = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
      var client = Ours.connect(reactor, port, connecting(), LINES);
      client.say("drawer");
      assertThat(client.answer()).isEqualTo("reward");
      client.say("x".repeat(5000));
      assertThat(client.answer()).hasSize(5000);
      client.leave();
      assertThat(openssl.rest()).contains("ALPN protocols selected: two");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void opensslTalksToUsWithACertificateOfItsOwn(String version, Reactor reactor) throws Exception {
    reactor.start();
    try (var openssl =
        Foreign.start(
            "openssl",
            "s_client",
            "-connect",
            "127.0.0.1:" + listen(reactor),
            "-servername",
            "localhost",
            "-CAfile",
            trusted,
            "-verify_return_error",
            "-cert",
            chain,
            "-key",
            key,
            "-alpn",
            "zero,two",
            version)) {
      openssl.say("hello\n");
      assertThat(openssl.lineWith("ALPN protocol")).endsWith("two");
      assertThat(openssl.lineWith("<hello>")).isEqualTo("<hello>");
    }
  }

  @Test
  void opensslIsRefusedWithoutACertificate(Reactor reactor) throws Exception {
    reactor.start();
    try (var openssl =
        Foreign.start("openssl", "s_client", "-connect", "127.0.0.1:" + listen(reactor))) {
      assertThat(openssl.lineWith("alert")).contains("certificate");
    }
  }

  @Test
  void weTalkToPython(Reactor reactor) throws Exception {
    reactor.start();
    try (var python = Foreign.python(PYTHON_SERVER, chain, key)) {
      var client = Ours.connect(reactor, Integer.parseInt(python.line()), connecting(), LINES);
      assertThat(python.line()).isEqualTo("TLSv1.3 two");
      client.say("quiet");
      assertThat(client.answer()).isEqualTo("QUIET");
      client.leave();
      assertThat(python.rest()).isEqualTo("ended in order\n");
    }
  }

  @Test
  void pythonTalksToUs(Reactor reactor) throws Exception {
    reactor.start();
    String port = Integer.toString(listen(reactor));
    try (var python = Foreign.python(PYTHON_CLIENT, port, trusted, chain, key)) {
      assertThat(python.rest()).isEqualTo("TLSv1.3 two b'<one>\\n<two>\\n'\n");
    }
  }
}
