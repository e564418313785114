package dev.triga.examples;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.http.websocket.WebSocket;
import dev.triga.http.websocket.WebSocketClient;
import dev.triga.http.websocket.WebSocketFactory;
import dev.triga.http.websocket.WebSocketListener;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Each program says what its comment promises, nothing on standard error, and ends.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class ProgramsTest {
  @TempDir private static Path classes;
  private static Programs programs;

  @BeforeAll
  static void compile() throws IOException {
    programs = Programs.compile(Programs.sources(), classes);
  }

  // Versile's tutorial.

  @Test
  void startAndStop() throws Exception {
    assertThat(output("StartAndStop")).containsExactly("before: pending", "after: done", "STOPPED");
  }

  @Test
  void startAsThread() throws Exception {
    assertThat(output("StartAsThread"))
        .containsExactly("runs on background", "stopped from outside");
  }

  @Test
  void scheduleCall() throws Exception {
    assertThat(output("ScheduleCall"))
        .containsExactly("cancelled: true", "The number is 42", "stopped");
  }

  @Test
  void passDeferred() throws Exception {
    assertThat(output("PassDeferred")).containsExactly("The number is 2");
  }

  @Test
  void ownLogObserver() throws Exception {
    assertThat(output("OwnLogObserver")).containsExactly("20 No soup for you!");
  }

  @Test
  void watchDescriptors() throws Exception {
    assertThat(output("WatchDescriptors"))
        .containsExactly("writer removed: true", "read: through the pipe", "reader removed: true");
  }

  @Test
  void simpleAgent() throws Exception {
    assertThat(output("SimpleAgent")).containsExactly("HTTP/1.1 200 OK", "Date:");
  }

  // pulsar's examples.

  @Test
  void greeter() throws Exception {
    assertThat(output("Greeter")).containsExactly("Hello world", "greeter is RUNNING");
  }

  @Test
  void stateActor() throws Exception {
    assertThat(output("StateActor"))
        .containsExactly(
            "{colour=red, visits=2}",
            "threw java.lang.NumberFormatException: For input string: \"x\"");
  }

  @Test
  void remoteObject() throws Exception {
    assertThat(output("RemoteObject")).containsExactly("42", "/ by zero");
  }

  @Test
  void echoActors() throws Exception {
    assertThat(output("EchoActors")).containsExactly("hello, hello");
  }

  @Test
  void philosophers() throws Exception {
    assertThat(output("Philosophers")).containsExactly("meals: [20, 20, 20, 20, 20]");
  }

  @Test
  void greeterInAProcessOfItsOwn() throws Exception {
    assertThat(output("Greeter", "process")).containsExactly("Hello world", "greeter is RUNNING");
  }

  @Test
  @EnabledIfSystemProperty(named = "triga.nightly", matches = "true")
  void philosophersAcrossProcesses() throws Exception {
    assertThat(output("Philosophers", "process")).containsExactly("meals: [20, 20, 20, 20, 20]");
  }

  // Twisted's tutorial.

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void runUntilInterrupted() throws Exception {
    try (var program = programs.start("RunUntilInterrupted")) {
      assertThat(program.line()).endsWith(": To stop this program, press Ctrl-C");
      program.signal("INT");
      assertThat(messages(program.ended(0))).containsExactly("stopping");
    }
  }

  @Test
  void callWhenRunning() throws Exception {
    assertThat(messages(output("CallWhenRunning")))
        .containsExactly("called by the running reactor", "This was handed over", "will stop");
  }

  @Test
  void callLater() throws Exception {
    assertThat(output("CallLater"))
        .containsExactlyInAnyOrder("failed: For input string: \"five\"", "3", "2", "1", "stopped")
        .containsSubsequence("3", "2", "1", "stopped");
  }

  @Test
  void customEvent() throws Exception {
    assertThat(messages(output("CustomEvent")))
        .containsExactly("Event1 comes in 10 ms", "in the handler of Event1, stopping");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void ownSignalHandler() throws Exception {
    assertThat(output("OwnSignalHandler"))
        .containsExactly("received HUP", "received INT, shutting down");
  }

  // pyreactor's cookbook.

  @Test
  void batchGoesOn() throws Exception {
    assertThat(output("BatchGoesOn"))
        .containsExactly(
            "in task order: [null, 7, 8, 9, 10]",
            "as completed, sorted: [7, 8, 9, 10]",
            "succeeded: 4");
  }

  @Test
  void batchPairs() throws Exception {
    assertThat(output("BatchPairs"))
        .containsExactly(
            "0: 1 fails: ClassCastException", "1: 2 gives 7", "2: 2 gives 7", "3: 3 gives 8");
  }

  @Test
  void workersLiveOn() throws Exception {
    assertThat(output("WorkersLiveOn"))
        .containsExactly("in this process: false", "the others in the one that failed: true");
  }

  @Test
  void workersAllFail() throws Exception {
    assertThat(output("WorkersAllFail"))
        .containsExactly(
            "workers that failed: 3", "the same went on: true", "[null, null, null, 3, 4, 5]");
  }

  @Test
  void batchStops() throws Exception {
    assertThat(output("BatchStops"))
        .containsExactly("STOPPED", "java.lang.ClassCastException", "thrown in addFive");
  }

  @Test
  void batchStopsPairs() throws Exception {
    assertThat(output("BatchStopsPairs"))
        .containsExactly("1: Success", "2: Success", "three: Failure", "4: Cancelled");
  }

  @Test
  void workersStopInOrder() throws Exception {
    assertThat(output("WorkersStopInOrder"))
        .containsExactly(
            "STOP: {Cancelled=9, Failure=1}", "DRAIN: {Cancelled=7, Failure=1, Success=2}");
  }

  // What droned's services do.

  @Test
  void chooseReactor() throws Exception {
    assertThat(output("ChooseReactor", "nio")).containsExactly("chosen runs on nio");
    assertThat(output("ChooseReactor")).singleElement().asString().startsWith("chosen runs on ");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void chooseEpoll() throws Exception {
    assertThat(output("ChooseReactor", "epoll")).containsExactly("chosen runs on epoll");
  }

  @Test
  void anUnknownReactorIsNamed() throws Exception {
    try (var program = programs.start("ChooseReactor", "chariot")) {
      assertThat(program.ended(1)).singleElement().asString().contains("'chariot'", "nio");
    }
  }

  @Test
  void startUpAndShutDown() throws Exception {
    assertThat(output("StartUpAndShutDown"))
        .containsExactly(
            "settings read",
            "privileges given up",
            "serving",
            "journal: saving",
            "group ended",
            "journal: saved",
            "goodbye");
  }

  @Test
  void twoReactors() throws Exception {
    assertThat(output("TwoReactors"))
        .containsExactly(
            "listening on the turn of worker",
            "OK on the turn of waiter",
            "worker still RUNNING",
            "worker now STOPPED");
  }

  @Test
  void downloadToFile() throws Exception {
    assertThat(output("DownloadToFile"))
        .containsExactly(
            "received 25 %",
            "received 50 %",
            "received 75 %",
            "received 100 %",
            "1048576 bytes in document",
            "on the disk: 1048576");
  }

  @Test
  void serveFile(@TempDir Path folder) throws Exception {
    assertThat(output("ServeFile", folder.toString()))
        .containsExactly(
            "half of it is on its way", "sent: 1048576 bytes", "received: 1048578 bytes, DONE");
  }

  @Test
  void binaryClient() throws Exception {
    assertThat(output("BinaryClient"))
        .containsExactly(
            "the square of 12 is 144",
            "three at once: [1, 4, 9]",
            "refused: too large",
            "exit code 0");
  }

  @Test
  void sendOneFrame() throws Exception {
    assertThat(output("SendOneFrame")).containsExactly("received: load 0.7", "sent: DONE");
  }

  @Test
  void comingBack() throws Exception {
    assertThat(output("ComingBack"))
        .containsExactly(
            "hello 1, then DONE",
            "hello 2, then DONE",
            "refused meanwhile: true",
            "hello 3",
            "stopped: STOPPED",
            "exit code 0");
  }

  @Test
  void connectWithTimeout() throws Exception {
    assertThat(output("ConnectWithTimeout"))
        .containsExactly(
            "greeted: hello",
            "no second line: TimeoutFailure",
            "gave up: CancelFailure",
            "refused: REFUSED");
  }

  @Test
  void helloWeb() throws Exception {
    try (var program = programs.start("HelloWeb", "tcp:127.0.0.1:0");
        var client = HttpClient.newHttpClient()) {
      String address = program.line().replace("listening on tcp:", "http://");
      assertThat(get(client, address + "/").body()).isEqualTo("Hello, World!\n");
      assertThat(get(client, address + "/hello/Ada").body()).isEqualTo("Hello, Ada!\n");
      program.signal("INT");
      assertThat(program.ended(0)).isEmpty();
    }
  }

  @Test
  void httpBin() throws Exception {
    try (var program = programs.start("HttpBin", "tcp:127.0.0.1:0");
        var client =
            HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .cookieHandler(new CookieManager())
                .build()) {
      String address = program.line().replace("listening on tcp:", "http://");
      assertThat(get(client, address + "/get?a=1").body())
          .contains("\"query\":\"a=1\"", "\"origin\":\"127.0.0.1\"");
      assertThat(get(client, address + "/status/418").statusCode()).isEqualTo(418);
      assertThat(get(client, address + "/redirect/3").uri()).hasPath("/get");
      assertThat(get(client, address + "/cookies/set/flavour/plum").body()).contains("plum");
      assertThat(get(client, address + "/stream/3").body()).hasLineCount(3);
      assertThat(get(client, address + "/delay/0").statusCode()).isEqualTo(200);
      assertThat(get(client, address + "/basic-auth/ada/x").statusCode()).isEqualTo(401);
      assertThat(
              get(client, address + "/basic-auth/ada/x", "Authorization", "Basic YWRhOng=").body())
          .contains("true");
      assertThat(get(client, address + "/get", "Origin", "http://elsewhere").statusCode())
          .isEqualTo(403);
      assertThat(
              get(client, address + "/gzip", "Accept-Encoding", "gzip")
                  .headers()
                  .firstValue("Content-Encoding"))
          .contains("gzip");
      var post =
          HttpRequest.newBuilder(URI.create(address + "/post"))
              .POST(HttpRequest.BodyPublishers.ofString("some data"))
              .build();
      assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).body())
          .contains("\"data\":\"some data\"");
      program.signal("INT");
      assertThat(program.ended(0)).isEmpty();
    }
  }

  private static HttpResponse<String> get(HttpClient client, String address, String... headers)
      throws Exception {
    var request = HttpRequest.newBuilder(URI.create(address));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void clientsThatLeave() throws Exception {
    assertThat(output("ClientsThatLeave"))
        .containsExactly(
            "the coroutine was cancelled",
            "the promise was cancelled",
            "the thread was interrupted");
  }

  @Test
  void blockingResponders() throws Exception {
    assertThat(output("BlockingResponders"))
        .hasSize(4)
        .startsWith("visit 1, on the turn: false", "visit 2, on the turn: false")
        .contains("500")
        .anySatisfy(line -> assertThat(line).startsWith("log: ").contains("await"));
  }

  @Test
  void philosophersPage() throws Exception {
    try (var program = programs.start("PhilosophersPage", "tcp:127.0.0.1:0");
        var client = HttpClient.newHttpClient()) {
      String address = program.line().replace("listening on tcp:", "http://");
      assertThat(get(client, address + "/").body()).contains("<title>Five philosophers</title>");
      var events = HttpRequest.newBuilder(URI.create(address + "/events")).build();
      try (var lines = client.send(events, HttpResponse.BodyHandlers.ofLines()).body()) {
        assertThat(lines.filter(line -> line.contains("eats")).findFirst()).isPresent();
      }
      program.signal("INT");
      assertThat(program.ended(0)).isEmpty();
    }
  }

  @Test
  void chatAcrossWorkers() throws Exception {
    try (var program =
            programs.start(
                "ChatAcrossWorkers",
                "--bind",
                "tcp:127.0.0.1:0",
                "--workers",
                "2",
                "--concurrency",
                "thread");
        var reactor = Reactor.open()) {
      reactor.start();
      String address = program.line().replaceFirst("listening on tcp:(.*)", "ws://$1/chat");
      assertThat(program.line()).isEqualTo("ready");
      var client = WebSocketClient.to(address);
      Map<String, BlockingQueue<String>> heard = new HashMap<>();
      WebSocket speaker = null;
      // Connections take turns at the workers, but not strictly.
      for (int i = 0; i < 40 && heard.size() < 2; i++) {
        BlockingQueue<String> mine = new LinkedBlockingQueue<>();
        speaker =
            reactor.blockingCallFromThread(() ->
                await(
                    client.connect(
                        reactor,
                        socket ->
                            new WebSocketListener() {
                              @Override
                              public void textReceived(String text) {
                                mine.add(text);
                              }
                            })));
        heard.put(mine.take(), mine);
      }
      assertThat(heard).containsOnlyKeys("welcome, says rooms.1", "welcome, says rooms.2");
      WebSocket last = speaker;
      reactor.execute(() -> last.send("hello"));
      for (var mine : heard.values()) {
        assertThat(mine.take()).isEqualTo("hello");
      }
      program.signal("TERM");
      assertThat(program.ended(0)).isEmpty();
    }
  }

  @Test
  void chat() throws Exception {
    try (var program = programs.start("Chat", "tcp:127.0.0.1:0");
        var reactor = Reactor.open()) {
      reactor.start();
      String address = program.line().replaceFirst("listening on tcp:(.*)", "ws://$1/chat");
      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      var client = WebSocketClient.to(address);
      WebSocketFactory hearing =
          socket ->
              new WebSocketListener() {
                @Override
                public void textReceived(String text) {
                  heard.add(text);
                }
              };
      WebSocket first =
          reactor.blockingCallFromThread(() -> await(client.connect(reactor, hearing)));
      assertThat(heard.take()).isEqualTo("1 here");
      WebSocket second =
          reactor.blockingCallFromThread(() -> await(client.connect(reactor, hearing)));
      assertThat(List.of(heard.take(), heard.take())).containsOnly("2 here");
      reactor.execute(() -> first.send("hello"));
      assertThat(List.of(heard.take(), heard.take())).containsOnly("hello");
      reactor.execute(second::close);
      assertThat(heard.take()).isEqualTo("somebody left, 1 here");
      program.signal("INT");
      assertThat(program.ended(0)).isEmpty();
    }
  }

  @Test
  void serviceTree() throws Exception {
    assertThat(messages(output("ServiceTree")))
        .containsExactly(
            "store started",
            "listener started",
            "service 'app/net/stuck' did not stop within PT0.05S and is left behind",
            "listener stopped",
            "store stopped");
  }

  @Test
  void journal(@TempDir Path folder) throws Exception {
    assertThat(output("Journal", folder.toString()))
        .containsExactly("read: []", "left: 3 files, the last with [web, store]");
    assertThat(output("Journal", folder.toString())).first().isEqualTo("read: [web, store]");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void fanOut() throws Exception {
    List<String> lines = output("FanOut");
    assertThat(lines).hasSize(13).contains("done on server1", "done on server12");
    assertThat(lines.get(6)).isEqualTo("failed: 'sh' ended with exit code 1 and said nothing");
    assertThat(lines.getLast()).isEqualTo("at most 5 at a time, exit code 0");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void commandRunner() throws Exception {
    assertThat(output("CommandRunner"))
        .containsExactly(
            "child heard: hello",
            "child heard: hello again",
            "error: goodbye",
            "the process ended with exit code 3",
            "exit code 0");
  }

  @Test
  void eventBus() throws Exception {
    assertThat(output("EventBus"))
        .containsExactly(
            "journal: web",
            "reported: cannot mail about web",
            "counted: web",
            "journal: store",
            "reported: cannot mail about store",
            "first signal: HUP",
            "second signal: TERM");
  }

  @Test
  void logFiles(@TempDir Path folder) throws Exception {
    assertThat(output("LogFiles", folder.toString()))
        .containsExactly(
            "shop.orders-2026-11-20.log: 2026-11-20T23:59:59.000Z INFO shop.orders: 3 horses",
            "shop.payments-2026-11-20.log: 2026-11-20T23:59:59.000Z DEBUG shop.payments: asking the"
                + " bank",
            "shop.payments-2026-11-21.log: 2026-11-21T00:00:01.000Z WARNING shop.payments: the bank"
                + " sleeps\\nuntil Monday");
  }

  @Test
  void decorators() throws Exception {
    assertThat(output("Decorators"))
        .containsExactly(
            "fetched by attempt 3, after attempt 2",
            "fetched by attempt 6, after attempt 5",
            "the latest failure: failure 9",
            "exit code 0");
  }

  @Test
  void fireAndForget(@TempDir Path folder) throws Exception {
    assertThat(output("FireAndForget", folder.toString()))
        .containsExactly("reported: NoSuchFileException", "written: [anna, bert]");
  }

  private static List<String> output(String program, String... arguments) throws Exception {
    try (var running = programs.start(program, arguments)) {
      return running.ended(0);
    }
  }

  /// What log lines say after time, level and name.
  private static List<String> messages(List<String> lines) {
    return lines.stream().map(line -> line.substring(line.indexOf(": ") + 2)).toList();
  }

  // Coroutines and threads.

  @Test
  void deferToThread() throws Exception {
    assertThat(output("DeferToThread"))
        .containsExactlyInAnyOrder(
            "call in a thread failed: the disk is full", "read [alpha, beta] on the turn: true");
  }

  @Test
  void gracefulSignal() throws Exception {
    assertThat(output("GracefulSignal"))
        .containsExactly("got TERM", "the service finishes its work", "saved", "stopped");
  }

  @Test
  void threadsAndTurns() throws Exception {
    assertThat(output("ThreadsAndTurns"))
        .containsExactly("registered: [one, three, two]", "three has checksum 536");
  }
}
