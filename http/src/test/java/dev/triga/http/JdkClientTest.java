package dev.triga.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsOptions;
import dev.triga.reactor.Reactor;
import dev.triga.testing.TestAuthority;
import dev.triga.testing.TrigaTest;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/// The JDK's client over TLS, which would rather speak HTTP/2.
@TrigaTest
class JdkClientTest {
  private static SSLContext trusting(TestAuthority authority) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", authority.certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void aClientOfHttp2AgreesOnHttp11() throws Exception {
    var authority = TestAuthority.create();
    var tls =
        TlsOptions.server(TlsCredentials.of(authority.identity("localhost")))
            .withApplicationProtocols(HttpServer.APPLICATION_PROTOCOL);
    var server =
        HttpServer.of(router -> {
          router.get("/", request -> Response.text(Boolean.toString(request.isSecure())));
          router.post(
              "/echo",
              request ->
                  Response.later(request.body().thenApply(bytes -> Response.bytes("a/b", bytes))));
        });
    var port = new CompletableFuture<Integer>();
    try (var reactor = Reactor.open()) {
      reactor.start();
      reactor.execute(() -> {
        var listening =
            reactor.listen(
                Endpoint.parse("tls:127.0.0.1:0"), ListenOptions.DEFAULT.withTls(tls), server);
        port.complete(((InetSocketAddress) listening.localAddress()).getPort());
      });
      var uri = URI.create("https://localhost:" + port.get(10, TimeUnit.SECONDS) + "/");
      try (var client =
          HttpClient.newBuilder()
              .sslContext(trusting(authority))
              .version(HttpClient.Version.HTTP_2)
              .connectTimeout(Duration.ofSeconds(10))
              .build()) {
        var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.body()).isEqualTo("true");
        byte[] large = new byte[300_000];
        var echo =
            HttpRequest.newBuilder(uri.resolve("/echo"))
                .POST(BodyPublishers.ofByteArray(large))
                .build();
        assertThat(client.send(echo, BodyHandlers.ofByteArray()).body()).isEqualTo(large);
      }
    }
  }
}
