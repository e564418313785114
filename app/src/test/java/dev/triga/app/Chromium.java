package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A page in a headless Chromium, steered by its DevTools protocol. It looks up no name and reaches
/// nothing but this machine. Closing it ends the browser.
final class Chromium implements AutoCloseable {
  private static final String PROGRAM = "chromium";
  private static final String LISTENING = "DevTools listening on ";
  private static final long SECONDS_MAX = 30;

  private final Process process;
  private final JsonMapper json = JsonMapper.builder().build();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
  private final WebSocket socket;

  private Chromium(Process process, URI page) throws Exception {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Messages())
            .get(SECONDS_MAX, TimeUnit.SECONDS);
  }

  /// Skips the test where there is no Chromium, or fails it where foreign programs have to be
  /// there.
  static void require() throws Exception {
    ForeignProgram.require(PROGRAM, "--version");
  }

  /// An empty page.
  ///
  /// @param folder an empty one, for what the browser keeps
  static Chromium open(Path folder) throws Exception {
    var builder =
        new ProcessBuilder(
                PROGRAM,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-extensions",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("TMPDIR", folder.toString());
    Process process = builder.start();
    try {
      var said = process.errorReader(StandardCharsets.UTF_8);
      String line = said.readLine();
      while (line != null && !line.startsWith(LISTENING)) {
        line = said.readLine();
      }
      assertThat(line).as("where Chromium listens").isNotNull();
      Thread.ofVirtual().start(() -> said.lines().forEach(more -> {})); // So that it never waits.
      var browser = URI.create(line.substring(LISTENING.length()));
      return new Chromium(process, page(browser)).prepared();
    } catch (Exception | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI page(URI browser) throws Exception {
    var list =
        HttpRequest.newBuilder(URI.create("http://" + browser.getAuthority() + "/json/list"))
            .build();
    String pages =
        HttpClient.newHttpClient().send(list, HttpResponse.BodyHandlers.ofString()).body();
    for (JsonNode each : JsonMapper.builder().build().readTree(pages)) {
      if (each.get("type").asString().equals("page")) {
        return URI.create(each.get("webSocketDebuggerUrl").asString());
      }
    }
    throw new AssertionError("Chromium has no page: " + pages);
  }

  private Chromium prepared() throws Exception {
    for (String domain : List.of("Page", "Runtime", "Log")) {
      call(domain + ".enable", Map.of());
    }
    return this;
  }

  /// Answers, and what the page complains about.
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
      text.append(data);
      if (isLast) {
        received(json.readTree(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void received(JsonNode message) {
    if (message.has("id")) {
      asked.remove(message.get("id").asInt()).complete(message);
      return;
    }
    JsonNode params = message.get("params");
    switch (message.get("method").asString()) {
      case "Runtime.exceptionThrown" -> complaints.add(params.get("exceptionDetails").toString());
      case "Log.entryAdded" -> {
        if (params.get("entry").get("level").asString().equals("error")) {
          complaints.add(params.get("entry").toString());
        }
      }
      case "Runtime.consoleAPICalled" -> {
        if (params.get("type").asString().equals("error")) {
          complaints.add(params.get("args").toString());
        }
      }
      default -> {}
    }
  }

  private JsonNode call(String method, Map<String, ?> params) throws Exception {
    int number = numbers.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    asked.put(number, answer);
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", number);
    message.put("method", method);
    message.put("params", params);
    socket.sendText(json.writeValueAsString(message), true).get(SECONDS_MAX, TimeUnit.SECONDS);
    JsonNode said = answer.get(SECONDS_MAX, TimeUnit.SECONDS);
    assertThat(said.has("error")).as(method + ": " + said).isFalse();
    return said.get("result");
  }

  /// Goes to an address.
  void go(String url) throws Exception {
    call("Page.navigate", Map.of("url", url));
  }

  /// How large the window is, and whether its user likes it dark.
  void window(int width, int height, boolean isDark) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
  }

  /// What an expression of JavaScript is in the page, as text; a promise is waited for.
  String evaluate(String expression) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    assertThat(result.has("exceptionDetails")).as(expression + ": " + result).isFalse();
    JsonNode value = result.get("result").get("value");
    return value == null ? "" : value.isValueNode() ? value.asString() : value.toString();
  }

  /// Waits until an expression is true in the page, and says what it is on the way if it never is.
  void until(String expression) throws Exception {
    String outcome =
        evaluate(
            """
            new Promise(done => {
              const end = Date.now() + 20000;
              const look = () => {
                let value;
                try { value = (%s); } catch (failure) { value = String(failure); }
                if (value === true) done("true");
                else if (Date.now() > end) done(String(value));
                else setTimeout(look, 20);
              };
              look();
            })
            """
                .formatted(expression));
    assertThat(outcome)
        .as(expression + " in a page that complains of " + complaints)
        .isEqualTo("true");
  }

  /// Presses a key, such as `Enter`, `Tab` or ` `.
  void press(String key) throws Exception {
    Map<String, Integer> codes = Map.of("Enter", 13, "Tab", 9, " ", 32, "Escape", 27);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("key", key);
    event.put("code", key.equals(" ") ? "Space" : key);
    event.put("windowsVirtualKeyCode", codes.get(key));
    if (key.equals("Enter")) {
      event.put("text", "\r");
    } else if (key.equals(" ")) {
      event.put("text", " ");
    }
    event.put("type", "keyDown");
    call("Input.dispatchKeyEvent", event);
    event.remove("text");
    event.put("type", "keyUp");
    call("Input.dispatchKeyEvent", event);
  }

  /// Writes what is seen to a file, as PNG.
  void screenshot(Path file) throws Exception {
    String data = call("Page.captureScreenshot", Map.of("format", "png")).get("data").asString();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  /// The errors that the page has written to its console, or caused in the browser's.
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
