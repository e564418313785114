package dev.triga.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.reactor.Reactor;
import dev.triga.testing.TestAuthority;
import dev.triga.testing.TrigaTest;
import java.lang.ref.WeakReference;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Credentials that are exchanged at any moment, with two engines driven by hand.
@TrigaTest
class AHandshakeKeepsItsCredentialsTest {
  private static final TestAuthority AUTHORITY = TestAuthority.create();
  private static final TlsIdentity FIRST = AUTHORITY.identity("localhost");
  private static final TlsIdentity SECOND = AUTHORITY.identity("localhost");
  private static final int RELOADS = 3;

  private final Reactor reactor = Reactor.open();
  private volatile List<TlsIdentity> shown = List.of(FIRST);

  @AfterEach
  void closeReactor() {
    reactor.close();
  }

  private void reload(TlsCredentials credentials) {
    assertThat(credentials.reload(reactor.log())).isTrue();
  }

  /// Several exchanges, each for something else.
  private void reloadOften(TlsCredentials credentials) {
    for (int i = 0; i < RELOADS; i++) {
      shown = List.of(shown.getFirst().equals(FIRST) ? SECOND : FIRST);
      reload(credentials);
    }
  }

  private static SSLContext client() {
    return TlsOptions.client(List.of(AUTHORITY.certificate())).context();
  }

  private static SSLEngine clientEngine(SSLContext context, String version) {
    var engine = context.createSSLEngine("localhost", 1);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {version});
    return engine;
  }

  private static SSLEngine serverEngine(SSLContext context) {
    var engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    return engine;
  }

  /// The number of the certificate that the peer has shown.
  private static BigInteger seen(SSLEngine engine) throws SSLException {
    return numberOf((X509Certificate) engine.getSession().getPeerCertificates()[0]);
  }

  private static BigInteger numberOf(X509Certificate certificate) {
    return certificate.getSerialNumber();
  }

  // Reloads within a handshake.

  private TlsCredentials credentialsWith(WatchedKey key) {
    shown = List.of(new TlsIdentity(key, FIRST.chain()));
    return TlsCredentials.from(() -> shown);
  }

  private void assertServerShowsTheFirst(
      WatchedKey key, TlsCredentials credentials, String version, Runnable between)
      throws SSLException {
    var client = clientEngine(client(), version);
    var server = serverEngine(TlsOptions.server(credentials).context());
    int before = key.uses();
    new EnginePair(client, server).handshake(between);
    assertThat(seen(client)).isEqualTo(numberOf(FIRST.certificate()));
    assertThat(key.uses()).isGreaterThan(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aServerShowsWhatItBeganWithHoweverManyReloadsComeMeanwhile(String version)
      throws SSLException {
    var key = new WatchedKey(FIRST.key());
    var credentials = credentialsWith(key);
    assertServerShowsTheFirst(key, credentials, version, () -> reloadOften(credentials));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aServerFindsItsKeyHoweverManyReloadsComeBehindTheChoice(String version) throws SSLException {
    var key = new WatchedKey(FIRST.key());
    var credentials = credentialsWith(key);
    key.atEachLook(() -> reloadOften(credentials));
    assertServerShowsTheFirst(key, credentials, version, () -> {});
  }

  private void assertClientShowsTheFirst(
      WatchedKey key, TlsCredentials credentials, String version, Runnable between)
      throws SSLException {
    var trusted = List.of(AUTHORITY.certificate());
    var client = clientEngine(TlsOptions.client(trusted, credentials).context(), version);
    var other = TlsCredentials.of(AUTHORITY.identity("localhost"));
    var server = serverEngine(TlsOptions.server(other, trusted).context());
    server.setNeedClientAuth(true);
    int before = key.uses();
    new EnginePair(client, server).handshake(between);
    assertThat(seen(server)).isEqualTo(numberOf(FIRST.certificate()));
    assertThat(key.uses()).isGreaterThan(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aClientShowsWhatItBeganWithHoweverManyReloadsComeMeanwhile(String version)
      throws SSLException {
    var key = new WatchedKey(FIRST.key());
    var credentials = credentialsWith(key);
    assertClientShowsTheFirst(key, credentials, version, () -> reloadOften(credentials));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aClientFindsItsKeyHoweverManyReloadsComeBehindTheChoice(String version) throws SSLException {
    var key = new WatchedKey(FIRST.key());
    var credentials = credentialsWith(key);
    key.atEachLook(() -> reloadOften(credentials));
    assertClientShowsTheFirst(key, credentials, version, () -> {});
  }

  // Sessions.

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void sessionsAreResumedUntilTheCredentialsAreOthers(String version) throws SSLException {
    var key = new WatchedKey(FIRST.key());
    var credentials = credentialsWith(key);
    var serving = TlsOptions.server(credentials).context();
    serving.getServerSessionContext().setSessionTimeout(1000);
    var connecting = client();
    assertThat(meet(connecting, serving, version)).isEqualTo(numberOf(FIRST.certificate()));
    int uses = key.uses();
    reload(credentials);
    assertThat(meet(connecting, serving, version)).isEqualTo(numberOf(FIRST.certificate()));
    assertThat(key.uses()).as("it was resumed").isEqualTo(uses);
    shown = List.of(SECOND);
    reload(credentials);
    assertThat(meet(connecting, serving, version)).isEqualTo(numberOf(SECOND.certificate()));
    assertThat(serving.getServerSessionContext().getSessionTimeout()).isEqualTo(1000);
  }

  /// A connection with a word each way, behind which the session can be resumed.
  private static BigInteger meet(SSLContext client, SSLContext server, String version)
      throws SSLException {
    var engine = clientEngine(client, version);
    var pair = new EnginePair(engine, serverEngine(server));
    pair.handshake(() -> {});
    pair.exchange("hello");
    return seen(engine);
  }

  // Memory.

  @Test
  void identitiesThatNoHandshakeUsesAreLetGo() throws SSLException {
    var credentials = TlsCredentials.from(() -> shown);
    var serving = TlsOptions.server(credentials).context();
    var old = meetAnother(credentials, serving);
    reloadOften(credentials);
    assertThat(meet(client(), serving, "TLSv1.3")).isPositive();
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (old.get() != null && System.nanoTime() < deadline) {
      System.gc();
    }
    assertThat(old.get()).isNull();
  }

  /// Shows an identity that nobody else has, in a connection that is gone.
  private WeakReference<TlsIdentity> meetAnother(TlsCredentials credentials, SSLContext serving)
      throws SSLException {
    var another = AUTHORITY.identity("localhost");
    shown = List.of(another);
    reload(credentials);
    assertThat(meet(client(), serving, "TLSv1.3")).isEqualTo(numberOf(another.certificate()));
    shown = List.of(FIRST);
    return new WeakReference<>(another);
  }
}
