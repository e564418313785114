package dev.triga.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.async.Deferred;
import dev.triga.http.RequestCounters.TimeCount;
import dev.triga.net.Endpoint;
import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@TrigaTest
class RequestCountersTest {
  @Test
  void requestsAreCountedByStatusWithWhatTheyTook() {
    try (var memory = MemoryReactor.open()) {
      var late = new Deferred<Response>(memory.reactor());
      var server =
          HttpServer.of(router ->
                  router
                      .get("/", request -> Response.text("12345"))
                      .get("/late", request -> Response.later(late)))
              .withCounters();
      memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:8060"), server);
      var client = Client.another(memory);
      client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /no HTTP/1.1\r\nHost: a\r\n\r\n");
      var counters = server.counters(memory.reactor());
      assertThat(counters.ended()).isEqualTo(2);
      assertThat(counters.status(2)).isEqualTo(1);
      assertThat(counters.status(4)).isEqualTo(1);
      assertThat(counters.bodyBytes()).isGreaterThan(5);

      client.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(counters.inFlight()).isEqualTo(1);
      memory.runFor(Duration.ofMillis(100));
      late.succeed(Response.text("now"));
      memory.runFor(Duration.ofMillis(1));
      assertThat(counters.inFlight()).isZero();
      assertThat(counters.totalNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
      assertThat(counters.times()).last().isEqualTo(new TimeCount(114_687, 1));
    }
  }

  @Test
  void withoutBeingAskedNothingIsCounted() {
    try (var memory = MemoryReactor.open()) {
      var server = HttpServer.of(router -> {});
      assertThatThrownBy(() -> server.counters(memory.reactor()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("withCounters()");
    }
  }

  @Test
  void eachTimeIsInAClassThatIsAtMostAQuarterTooWide() {
    for (long micros = 0; micros < 100_000_000; micros += 1 + micros / 50) {
      var counters = new RequestCounters();
      counters.begin();
      counters.end(200, TimeUnit.MICROSECONDS.toNanos(micros), 0);
      long max = counters.times().getFirst().maxMicros();
      assertThat(max).isBetween(micros, micros + micros / 4);
    }
  }

  @Test
  void whatTakesMinutesIsInTheLastClass() {
    var counters = new RequestCounters();
    counters.begin();
    counters.end(AccessEntry.CLIENT_LEFT, TimeUnit.HOURS.toNanos(1), 0);
    assertThat(counters.times()).containsExactly(new TimeCount(Long.MAX_VALUE, 1));
    assertThat(counters.clientsLeft()).isEqualTo(1);
  }
}
