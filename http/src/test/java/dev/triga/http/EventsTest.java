package dev.triga.http;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.testing.MemoryReactor;
import dev.triga.testing.TrigaTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Server-sent events.
@TrigaTest
class EventsTest {
  private MemoryReactor memory;

  @BeforeEach
  void open() {
    memory = MemoryReactor.open();
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private static String get(String more) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
  }

  @Test
  void eventsAreWrittenSoThatTheirTextCannotBreakOut() {
    assertThat(ServerEvent.of("a").text()).isEqualTo("data: a\n\n");
    assertThat(ServerEvent.of("").text()).isEqualTo("data: \n\n");
    assertThat(ServerEvent.of("a\nb\r\nc\rid: 7\n\nevent: x").text())
        .isEqualTo("data: a\ndata: b\ndata: c\ndata: id: 7\ndata: \ndata: event: x\n\n");
    assertThat(
            ServerEvent.json(List.of(1, "x"))
                .withEvent("news")
                .withId("7")
                .withRetry(Duration.ofSeconds(3))
                .text())
        .isEqualTo("event: news\nid: 7\nretry: 3000\ndata: [1,\"x\"]\n\n");
    for (String bad : new String[] {"a\nb", "a\rb"}) {
      assertThatThrownBy(() -> ServerEvent.of("").withId(bad))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ServerEvent.of("").withEvent(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> ServerEvent.of("").withId("a\0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStreamIsWrittenAndEnds() {
    var client =
        Client.answered(
            memory,
            request ->
                Response.events(
                    request,
                    out -> {
                      await(out.send(ServerEvent.of("one")));
                      await(request.reactor().deferLater(Duration.ofSeconds(1)));
                      await(out.comment("two\nlines"));
                    }));
    assertThat(client.exchange(get("")))
        .contains("\r\nContent-Type: text/event-stream\r\n", "\r\nCache-Control: no-store\r\n")
        .endsWith("data: one\n\n\r\n");
    memory.runFor(Duration.ofSeconds(1));
    assertThat(client.received()).contains(": two\n: lines\n\n").endsWith("0\r\n\r\n");
    memory.runFor(Duration.ofSeconds(40));
    assertThat(client.received()).as("comments after the end").isEmpty();
  }

  @Test
  void silenceIsBrokenByCommentsUntilTheClientLeaves() {
    List<String> ends = new ArrayList<>();
    var client =
        Client.answered(
            memory,
            request ->
                Response.events(
                    request,
                    out -> {
                      try {
                        await(request.reactor().deferLater(Duration.ofHours(1)));
                      } finally {
                        ends.add("ended");
                      }
                    }));
    client.exchange(get(""));
    for (int i = 0; i < 3; i++) {
      memory.runFor(Duration.ofSeconds(14));
      assertThat(client.received()).isEmpty();
      memory.runFor(Duration.ofSeconds(1));
      assertThat(client.received()).isEqualTo("4\r\n: \n\n\r\n");
    }
    client.peer().close();
    memory.settle();
    assertThat(ends).as(memory.reactor().dump()).containsExactly("ended");
    assertThat(memory.reactor().scheduledCalls()).isEmpty();
  }

  @Test
  void whoComesBackGetsWhatItHasMissed() {
    var hub = new EventHub(memory.reactor(), 3, 10);
    for (int i = 1; i <= 5; i++) {
      hub.publish(ServerEvent.of("e" + i).withId("" + i));
    }
    var client = Client.answered(memory, hub::respond);
    assertThat(client.exchange(get("Last-Event-ID: 3\r\n")))
        .contains("data: e4\n", "data: e5\n")
        .doesNotContain("e3");
    assertThat(hub.publish(ServerEvent.of("e6"))).isEqualTo(1);
    memory.settle();
    assertThat(client.received()).contains("data: e6\n");
    var forgotten = Client.another(memory);
    assertThat(forgotten.exchange(get("Last-Event-ID: 1\r\n"))).doesNotContain("data:");
    assertThat(hub.size()).isEqualTo(2);
    forgotten.peer().close();
    memory.settle();
    assertThat(hub.size()).isEqualTo(1);
  }

  @Test
  void whoIsTooSlowHasItsStreamEndedAndOthersGoOn() {
    var hub = new EventHub(memory.reactor(), 0, 5);
    var slow = Client.answered(memory, hub::respond);
    slow.send(get(""));
    var quick = Client.another(memory);
    quick.exchange(get(""));
    String large = "x".repeat(100_000);
    int got = 0;
    for (int i = 0; i < 30; i++) {
      hub.publish(ServerEvent.of(large));
      memory.settle();
      got += quick.received().length() / large.length();
    }
    assertThat(got).isEqualTo(30);
    assertThat(hub.size()).isEqualTo(1);
    assertThat(slow.received()).endsWith("0\r\n\r\n");
    assertThat(hub.dropped()).isEqualTo(1);
  }
}
