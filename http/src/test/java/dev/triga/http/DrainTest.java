package dev.triga.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Deferred;
import dev.triga.net.Endpoint;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server that stops costs nobody a request.
@TrigaTest
class DrainTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final Deferred<Response> later = new Deferred<>();
  private final HttpServer server =
      HttpServer.of(router -> {
        router.get("/", request -> Response.text("hello"));
        router.get("/later", request -> Response.later(later));
      });
  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
    memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:8060"), server);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private void drain() {
    memory.reactor().execute(() -> server.drain(memory.reactor()));
    memory.settle();
  }

  @Test
  void aConnectionEndsWithItsNextAnswer() {
    var busy = Client.another(memory);
    var quiet = Client.another(memory);
    assertThat(quiet.exchange(GET)).doesNotContain("Connection: close").endsWith("hello");
    busy.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
    var begun = Client.another(memory);
    begun.send(GET.substring(0, 20));
    drain();
    assertThat(quiet.isOpen()).isTrue();
    assertThat(quiet.exchange(GET)).contains("Connection: close\r\n").endsWith("hello");
    assertThat(quiet.isOpen()).isFalse();
    memory.runFor(Duration.ofSeconds(5));
    assertThat(begun.exchange(GET.substring(20)))
        .contains("Connection: close\r\n")
        .endsWith("hello");
    assertThat(busy.isOpen()).isTrue();
    later.succeed(Response.text("done"));
    memory.settle();
    assertThat(busy.received()).contains("Connection: close\r\n").endsWith("done");
    assertThat(busy.isOpen()).isFalse();
  }

  @Test
  void aConnectionWithoutARequestIsClosedSoonAndNotAtOnce() {
    var client = Client.another(memory);
    assertThat(client.exchange(GET)).endsWith("hello");
    drain();
    memory.runFor(HttpConnections.DRAIN_STEP.minusMillis(10));
    assertThat(client.isOpen()).isTrue();
    memory.runFor(Duration.ofMillis(20));
    assertThat(client.isOpen()).isFalse();
    memory.runFor(HttpConnections.DRAIN_STEP.multipliedBy(3));
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }
}
