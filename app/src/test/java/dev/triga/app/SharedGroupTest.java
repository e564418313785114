package dev.triga.app;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Monitor;
import dev.triga.app.settings.Settings;
import dev.triga.http.HttpServer;
import dev.triga.http.websocket.CloseCode;
import dev.triga.http.websocket.WebSocket;
import dev.triga.http.websocket.WebSocketClient;
import dev.triga.http.websocket.WebSocketClose;
import dev.triga.http.websocket.WebSocketListener;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// Groups across workers, which here are threads: so each can be looked into.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class SharedGroupTest {
  private static final Map<String, BlockingQueue<Integer>> PORTS = new ConcurrentHashMap<>();
  private static final Map<String, BlockingQueue<Integer>> TOTALS = new ConcurrentHashMap<>();
  private static CountDownLatch stuck = new CountDownLatch(1);
  private static CountDownLatch released = new CountDownLatch(1);

  private final List<Client> clients = new ArrayList<>();
  private Reactor reactor;
  private Arbiter arbiter;
  private Monitor monitor;

  /// Serves a port of its own in each worker, and passes on what comes there.
  static final class Rooms implements Application {
    @Override
    public void workerStart(Actor worker, Settings settings) {
      var room = await(SharedGroup.open("room"));
      room.onChange(() -> TOTALS.get(worker.name()).add(room.total()));
      var port =
          worker
              .reactor()
              .listen(
                  Endpoint.parse("tcp:127.0.0.1:0"),
                  HttpServer.of(
                      router -> router.websocket("/", socket -> new Guest(socket, room))));
      PORTS.get(worker.name()).add(((java.net.InetSocketAddress) port.localAddress()).getPort());
    }
  }

  record Guest(WebSocket socket, SharedGroup room) implements WebSocketListener {
    @Override
    public void opened() {
      room.add(socket);
      socket.send("welcome");
    }

    @Override
    public void textReceived(String text) {
      room.send(text);
    }

    @Override
    public void binaryReceived(ByteBuffer data) {
      room.send(data);
    }
  }

  /// What a client hears: texts, binary messages by their length, and how it ended.
  private record Client(WebSocket socket, BlockingQueue<String> heard) {
    String next() throws InterruptedException {
      String next = heard.poll(20, TimeUnit.SECONDS);
      assertThat(next).as("something to hear").isNotNull();
      return next;
    }
  }

  @BeforeEach
  void start() {
    for (String name : List.of("rooms.1", "rooms.2", "rooms.3")) {
      PORTS.put(name, new LinkedBlockingQueue<>());
      TOTALS.put(name, new LinkedBlockingQueue<>());
    }
    stuck = new CountDownLatch(1);
    released = new CountDownLatch(1);
    var served = ServedApplication.of("", Rooms.class);
    var settings =
        Settings.of(
            ApplicationWorker.declared(new Rooms()),
            Map.of("workers", List.of("2"), "concurrency", List.of("thread")));
    var crew = served.crew(settings, settings);
    reactor = Reactor.open();
    reactor.start();
    monitor =
        reactor.blockingCallFromThread(() -> {
          arbiter = Arbiter.on(reactor);
          var made =
              arbiter.monitor(
                  crew.monitor().named("rooms"),
                  crew.workers(),
                  crew.worker().named("rooms").as(ActorKind.THREAD));
          await(made.ready());
          return made;
        });
  }

  @AfterEach
  void end() {
    released.countDown();
    reactor.close();
  }

  private Client client(String worker) throws InterruptedException {
    Integer port = PORTS.get(worker).poll(20, TimeUnit.SECONDS);
    PORTS.get(worker).add(port);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    WebSocket socket =
        reactor.blockingCallFromThread(() ->
            await(
                WebSocketClient.to("ws://127.0.0.1:" + port + "/")
                    .connect(
                        reactor,
                        opened ->
                            new WebSocketListener() {
                              @Override
                              public void textReceived(String text) {
                                heard.add(text);
                              }

                              @Override
                              public void binaryReceived(ByteBuffer data) {
                                heard.add(data.remaining() + " bytes");
                              }

                              @Override
                              public void closed(WebSocketClose close) {
                                heard.add("closed " + close.code());
                              }
                            })));
    var client = new Client(socket, heard);
    assertThat(client.next()).isEqualTo("welcome");
    clients.add(client);
    return client;
  }

  private static void untilTotal(String worker, int wanted) throws InterruptedException {
    Integer total;
    do {
      total = TOTALS.get(worker).poll(20, TimeUnit.SECONDS);
      assertThat(total).as("a total of " + wanted + " at " + worker).isNotNull();
    } while (total != wanted);
  }

  private ActorRef worker(String name) {
    return reactor.blockingCallFromThread(() -> await(arbiter.lookup(name)));
  }

  @Test
  void allWorkersHearWhatOneIsToldInItsOrder() throws Exception {
    Client first = client("rooms.1");
    Client second = client("rooms.2");
    untilTotal("rooms.1", 2);
    untilTotal("rooms.2", 2);
    List<String> said = IntStream.range(0, 500).mapToObj(i -> "text " + i).toList();
    reactor.execute(() -> said.forEach(first.socket::send));
    for (String text : said) {
      assertThat(second.next()).isEqualTo(text);
      assertThat(first.next()).isEqualTo(text);
    }
    reactor.execute(() -> second.socket.send(ByteBuffer.allocate(70_000)));
    assertThat(first.next()).isEqualTo("70000 bytes");
    assertThat(second.next()).isEqualTo("70000 bytes");
  }

  @Test
  void aWorkerThatEndsTakesOnlyItsOwnMembersAndItsSuccessorJoins() throws Exception {
    Client first = client("rooms.1");
    Client second = client("rooms.2");
    untilTotal("rooms.1", 2);
    Integer before = PORTS.get("rooms.2").remove();
    worker("rooms.2").kill();
    assertThat(second.next()).startsWith("closed");
    untilTotal("rooms.1", 1);
    String successor = "rooms.2";
    Integer port = PORTS.get(successor).poll(20, TimeUnit.SECONDS);
    assertThat(port).isNotEqualTo(before);
    PORTS.get(successor).add(port);
    Client third = client(successor);
    untilTotal("rooms.1", 2);
    reactor.execute(() -> third.socket.send("back"));
    assertThat(first.next()).isEqualTo("back");
    assertThat(third.next()).isEqualTo("back");
  }

  @Test
  void theMembersOfAWorkerThatIsTooSlowAreClosedAndMayComeBack() throws Exception {
    Client first = client("rooms.1");
    Client second = client("rooms.2");
    untilTotal("rooms.1", 2);
    var _ =
        worker("rooms.2")
            .run(actor -> {
              stuck.countDown();
              released.await();
              return true;
            });
    stuck.await();
    for (int i = 0; i < 8; i++) {
      reactor.execute(() -> first.socket.send(ByteBuffer.allocate(1 << 20)));
      assertThat(first.next()).isEqualTo((1 << 20) + " bytes");
    }
    released.countDown();
    String heard;
    int taken = 0;
    while ((heard = second.next()).endsWith("bytes")) {
      taken++;
    }
    assertThat(heard).isEqualTo("closed " + CloseCode.TRY_AGAIN_LATER);
    assertThat(taken).as("messages that waited").isBetween(1, 6);
    Client again = client("rooms.2");
    reactor.execute(() -> first.socket.send("hello"));
    assertThat(again.next()).isEqualTo("hello");
  }

  @Test
  void nobodyElseHasSharedGroups() {
    assertThatThrownBy(() -> SharedGroup.open("room"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("group 'room' is to be opened outside any worker");
    assertThatThrownBy(() -> reactor.blockingCallFromThread(() -> SharedGroup.open("room")))
        .hasStackTraceContaining("is no worker of an application, and has no shared groups");
    assertThat(monitor.self().isAlive()).isTrue();
  }
}
