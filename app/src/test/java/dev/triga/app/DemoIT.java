package dev.triga.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// `./triga demo`, as a newcomer tries it.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class DemoIT {
  private static final int TRIES_MAX = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// An open page, as what it is sent.
  private static final class Page implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;
    private final String you;

    Page(HttpClient client, int port) throws Exception {
      socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + port + "/live"), this)
              .get();
      you = until("\"kind\":\"you\"");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      part.append(data);
      if (isLast) {
        heard.add(part.toString());
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      heard.add("closed " + code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      heard.add("closed by " + failure);
    }

    /// Waits for a message that has all of these.
    String until(String... parts) throws InterruptedException {
      while (true) {
        String next = heard.poll(30, TimeUnit.SECONDS);
        assertThat(next).as("a message with " + String.join(", ", parts)).isNotNull();
        if (Stream.of(parts).allMatch(next::contains)) {
          return next;
        }
      }
    }

    /// Waits until two workers are shown, and none with this process.
    void untilReplaced(long pid) throws InterruptedException {
      String shown;
      do {
        shown = until("\"kind\":\"workers\"");
      } while (shown.contains(":" + pid) || shown.split("\"name\"").length != 3);
    }

    void send(String text) {
      socket.sendText(text, true).join();
    }

    String worker() {
      return you.replaceFirst(".*\"worker\":\"([^\"]+)\".*", "$1");
    }

    long pid() {
      return Long.parseLong(you.replaceFirst(".*\"pid\":(\\d+).*", "$1"));
    }

    @Override
    public void close() {
      socket.abort();
    }
  }

  /// A page that another worker serves than this one. Two that serve take turns, but for moments at
  /// which the system lets only one of them run.
  private static Page elsewhere(HttpClient client, int port, Page than) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      var page = new Page(client, port);
      if (page.pid() != than.pid()) {
        return page;
      }
      page.close();
    }
    throw new AssertionError("all connections went to " + than.worker());
  }

  private static Launched demo;

  @BeforeAll
  static void start() throws Exception {
    demo =
        Launched.triga(
                "demo",
                "--bind",
                "tcp:127.0.0.1:0",
                "--dashboard",
                "tcp:127.0.0.1:0",
                "--call-millis",
                "4")
            .untilReady();
    assertThat(demo.line()).isEqualTo("page at " + address());
  }

  @AfterAll
  static void end() throws Exception {
    try {
      demo.signal("TERM");
      assertThat(demo.end()).isZero();
    } finally {
      demo.close();
    }
  }

  private static String address() {
    return "http://127.0.0.1:" + demo.ports().getFirst() + "/";
  }

  @Test
  void twoWorkersServeAPageAChatAndABatch() throws Exception {
    int port = demo.ports().getFirst();
    try (var client = HttpClient.newHttpClient();
        var first = new Page(client, port);
        var second = elsewhere(client, port, first)) {
      var page =
          client.send(
              HttpRequest.newBuilder(URI.create(address())).build(),
              HttpResponse.BodyHandlers.ofString(UTF_8));
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<title>Triga demo</title>", "/demo.js", "/demo.css");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'");
      assertThat(first.until("\"kind\":\"workers\""))
          .contains("\"statusPage\":\"" + demo.page().replaceFirst("#.*", "") + "\"");

      first.send("name Ada");
      first.send("say Is anybody there? <b>");
      assertThat(second.until("\"kind\":\"said\""))
          .contains("\"who\":\"Ada\"", "Is anybody there? \\u003cb>", first.worker());
      first.until("\"kind\":\"said\"");

      second.send("start");
      String done = first.until("\"kind\":\"batch\"", "DONE");
      assertThat(done.replaceFirst(".*\"cells\":\"([a-z.]*)\".*", "$1"))
          .hasSize(240)
          .matches("[sft]*")
          .contains("s", "f", "t");
      String ended = "";
      // It is short, and may be over before it is cancelled.
      for (int i = 0; i < TRIES_MAX && !ended.contains("CANCELLED"); i++) {
        second.send("start");
        first.until("\"kind\":\"batch\"", "RUNNING");
        first.send("cancel");
        do {
          ended = first.until("\"kind\":\"batch\"");
        } while (ended.contains("RUNNING"));
      }
      assertThat(ended).contains("CANCELLED", "c");

      Launched.signal("KILL", first.pid());
      first.until("closed");
      second.untilReplaced(first.pid());
      try (var back = new Page(client, port);
          var other = elsewhere(client, port, second)) {
        assertThat(other.pid()).isNotEqualTo(first.pid());
        back.send("say I am back");
        second.until("I am back");
        other.send("say Me too");
        second.until("Me too", other.worker());
      }
    }
  }

  @Test
  void aBrowserShowsAllThatAndComesBackWhenItsWorkerIsKilled(@TempDir Path folder)
      throws Exception {
    Chromium.require();
    try (var browser = Chromium.open(folder)) {
      browser.window(400, 900, true);
      browser.go(address());
      browser.until("document.querySelectorAll('#workers tr').length === 2");
      browser.until("document.querySelectorAll('.you').length === 1");
      browser.until("document.getElementById('people').textContent === '1 page open'");
      browser.until("document.documentElement.scrollWidth <= 400");

      browser.evaluate("document.getElementById('text').value = 'Hello from the browser'");
      browser.evaluate("document.getElementById('text').focus()");
      browser.press("Enter");
      browser.until("/Hello from the browser/.test(document.getElementById('said').textContent)");

      browser.evaluate("document.getElementById('start').focus()");
      browser.press("Enter");
      browser.until("/^done in/.test(document.getElementById('batch-state').textContent)");
      browser.until("document.getElementById('progress').value === 240");
      browser.until("document.querySelectorAll('#cells .t').length === 1");
      assertThat(browser.complaints()).isEmpty();

      long pid =
          Long.parseLong(
              browser.evaluate("document.querySelector('.you').closest('tr').dataset.pid"));
      Launched.signal("KILL", pid);
      browser.until("/was lost. Now /.test(document.getElementById('said').textContent)");
      browser.until("document.getElementById('link').classList.contains('up')");
      browser.until("document.querySelectorAll('#workers tr').length === 2");
      browser.until("document.querySelector('#workers tr[data-pid=\"" + pid + "\"]') === null");
      browser.until("document.querySelectorAll('.you').length === 1");
    }
  }
}
