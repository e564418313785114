package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The status page of `./triga http`, as programs and a browser see it. One server for all.
@Timeout(value = 90, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class StatusPageIT {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static @Nullable Launched launched;
  private static String served = "";
  private static String address = "";
  private static String page = "";
  private static String token = "";

  @BeforeAll
  static void start() throws Exception {
    Launched server =
        Launched.triga(
                "http",
                "--bind",
                "tcp:127.0.0.1:0",
                "--workers",
                "2",
                "--dashboard",
                "tcp:127.0.0.1:0",
                "--graceful-timeout",
                "0.5",
                "--log-level",
                "critical")
            .untilReady();
    launched = server;
    served = "http://127.0.0.1:" + server.ports().getFirst();
    address = server.page();
    assertThat(address).matches("http://127\\.0\\.0\\.1:\\d+/#[\\w-]{24}");
    page = address.substring(0, address.indexOf('#'));
    token = address.substring(address.indexOf('#') + 1);
  }

  @AfterAll
  static void end() throws Exception {
    try (Launched server = launched) {
      assertThat(server).isNotNull();
      assertThat(post("stop", token).statusCode()).isEqualTo(200);
      server.endsInOrder();
    }
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String action, String token) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create(page + "actions/" + action))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  private static JsonNode status() throws Exception {
    return JSON.readTree(send(HttpRequest.newBuilder(URI.create(page + "status.json"))).body());
  }

  /// The next report of a stream for which something holds.
  private static JsonNode await(BufferedReader events, Predicate<JsonNode> condition)
      throws Exception {
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith("data: ")) {
        JsonNode report = JSON.readTree(line.substring("data: ".length()));
        if (condition.test(report)) {
          return report;
        }
      }
    }
    throw new AssertionError("the stream has ended");
  }

  private static BufferedReader events() throws Exception {
    var response =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(page + "events")).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  private static List<Long> workers(JsonNode report) {
    List<Long> processes = new ArrayList<>();
    for (JsonNode actor : report.get("actors")) {
      if (actor.get("state").asString().equals("running")) {
        processes.add(actor.get("process").asLong());
      }
    }
    return processes;
  }

  private static long wanted(JsonNode report) {
    return report.get("monitors").get(0).get("wanted").asLong();
  }

  @Test
  void aProgramReadsFollowsAndSteersTheServer() throws Exception {
    assertThat(wanted(status())).isEqualTo(2);
    assertThat(workers(status())).hasSize(2).doesNotHaveDuplicates();
    try (var events = events()) {
      for (int i = 0; i < 50; i++) {
        send(HttpRequest.newBuilder(URI.create(served + "/json")));
      }
      JsonNode busy =
          await(events, report -> report.get("totals").path("requests-per-second").asDouble(0) > 1);
      assertThat(busy.get("totals").get("p99-ms").asDouble()).isPositive();
      assertThat(busy.get("totals").get("processes").asInt()).isEqualTo(3);
      for (JsonNode actor : busy.get("actors")) {
        assertThat(actor.propertyNames())
            .contains("queue-delay-ms", "memory-bytes", "heap-used-bytes", "connections", "age");
      }

      assertThat(send(HttpRequest.newBuilder(URI.create(page + "metrics"))).body())
          .contains("triga_http_requests_total{actor=\"http.1\"", "triga_workers_wanted");

      assertThat(post("scale?application=http&workers=3", token).body())
          .isEqualTo("{\"answer\":3}");
      List<Long> three = workers(await(events, report -> workers(report).size() == 3));

      Launched.signal("KILL", three.getFirst());
      JsonNode replaced =
          await(
              events,
              report -> workers(report).size() == 3 && !workers(report).contains(three.getFirst()));
      JsonNode ending = replaced.get("endings").get(0);
      assertThat(ending.get("cause").asString()).isEqualTo("lost");
      assertThat(ending.get("exit-code").asInt()).isEqualTo(137);

      assertThat(post("scale?application=http&workers=2", token).statusCode()).isEqualTo(200);
      List<Long> before = workers(await(events, report -> workers(report).size() == 2));
      assertThat(post("reload", token).body()).isEqualTo("{\"answer\":\"reloaded\"}");
      await(
          events,
          report ->
              workers(report).size() == 2 && workers(report).stream().noneMatch(before::contains));
    }
    assertThat(post("kill?actor=nobody", token).statusCode()).isEqualTo(409);
    assertThat(post("kill?actor=nobody", token).body()).contains("no actor is called 'nobody'");
    assertThat(post("dance", token).statusCode()).isEqualTo(404);
    assertThat(post("scale", token).statusCode()).isEqualTo(400);
  }

  @Test
  void whoHasNoTokenOrComesFromElsewhereIsRefused() throws Exception {
    assertThat(post("stop", "").statusCode()).isEqualTo(403);
    assertThat(post("stop", token + "x").statusCode()).isEqualTo(403);
    assertThat(post("stop?token=" + token, "wrong").statusCode()).isEqualTo(403);
    assertThat(
            send(HttpRequest.newBuilder(URI.create(page + "actions/stop"))
                    .header("Authorization", "Bearer " + token)
                    .header("Origin", "http://evil.example")
                    .POST(HttpRequest.BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(403);
    for (String path : List.of("/", "/status.json", "/events")) {
      assertThat(firstLine(path, "evil.example")).isEqualTo("HTTP/1.1 421 Misdirected Request");
    }
    assertThat(firstLine("/status.json", "localhost:1")).isEqualTo("HTTP/1.1 200 OK");
    var shown = send(HttpRequest.newBuilder(URI.create(page)));
    assertThat(shown.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(
            policy -> assertThat(policy).contains("default-src 'none'", "frame-ancestors 'none'"));
  }

  /// RFC 9110, 11.1.
  @Test
  void theSchemeOfTheTokenMayBeWrittenInAnyCase() throws Exception {
    for (String scheme : List.of("bearer ", "BEARER  ")) {
      assertThat(
              send(HttpRequest.newBuilder(URI.create(page + "actions/dance"))
                      .header("Authorization", scheme + token)
                      .POST(HttpRequest.BodyPublishers.noBody()))
                  .statusCode())
          .as(scheme)
          .isEqualTo(404);
    }
  }

  private static String firstLine(String path, String host) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(page).getPort())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void aBrowserShowsItLiveAndActsByKeyboard(@TempDir Path folder) throws Exception {
    Chromium.require();
    try (var browser = Chromium.open(folder)) {
      browser.window(400, 800, true);
      browser.go(address);
      browser.until("document.querySelectorAll('#rows tr').length === 3");
      browser.until("location.hash === ''");
      browser.until("document.documentElement.scrollWidth <= 400");

      String age = browser.evaluate("document.querySelectorAll('#rows td')[2].textContent");
      browser.until("document.querySelectorAll('#rows td')[2].textContent !== '" + age + "'");

      browser.evaluate(
          "document.querySelector('[aria-label=\"One worker more for http\"]').focus()");
      browser.press("Enter");
      browser.until("document.querySelectorAll('#rows tr').length === 4");
      browser.until("document.getElementById('notice').textContent === 'http has 3 workers.'");
      browser.evaluate(
          "document.querySelector('[aria-label=\"One worker fewer for http\"]').focus()");
      browser.press(" ");
      browser.until("document.querySelectorAll('#rows tr').length === 3");

      browser.evaluate("document.getElementById('stop').focus()");
      browser.press("Enter");
      browser.until("document.getElementById('question').open");
      browser.press("Escape");
      browser.until("!document.getElementById('question').open");
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
