package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.loop.jfr.FlightEvents;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecordingsShowReactorsTest {
  private static final String REACTOR = "recorded";

  @Test
  void everyEventIsRecordedWithItsFields(@TempDir Path folder) throws IOException {
    List<RecordedEvent> events;
    try (var recording = new Recording()) {
      recording.enable("dev.triga.Turn").withThreshold(Duration.ZERO);
      recording.start();
      var turn = FlightEvents.turnBegun();
      turn.finish(REACTOR, 3, 4);
      FlightEvents.accepted(REACTOR, "tcp:1", "a-b", true);
      FlightEvents.connectBegun().finish(REACTOR, "tcp:2", "connected");
      FlightEvents.timersRan(REACTOR, 5, 6_000);
      FlightEvents.stalled(
          REACTOR,
          7_000,
          "main",
          new StackTraceElement[] {new StackTraceElement("C", "m", "F", 8)});
      recording.stop();
      Path file = folder.resolve("events.jfr");
      recording.dump(file);
      events = RecordingFile.readAllEvents(file);
    }
    RecordedEvent turn = only(events, "dev.triga.Turn");
    assertEquals(3, turn.getInt("submissions"));
    assertEquals(4, turn.getInt("timers"));
    RecordedEvent accept = only(events, "dev.triga.Accept");
    assertEquals("tcp:1", accept.getString("endpoint"));
    assertEquals("a-b", accept.getString("connection"));
    assertTrue(accept.getBoolean("kept"));
    assertEquals("connected", only(events, "dev.triga.Connect").getString("outcome"));
    RecordedEvent timers = only(events, "dev.triga.Timers");
    assertEquals(5, timers.getInt("calls"));
    assertEquals(Duration.ofNanos(6_000), timers.getDuration("latenessNanos"));
    RecordedEvent stall = only(events, "dev.triga.Stall");
    assertEquals(Duration.ofNanos(7_000), stall.getDuration("soFar"));
    assertEquals("C.m(F:8)\n", stall.getString("stack"));
    for (RecordedEvent event : events) {
      if (event.getEventType().getName().startsWith("dev.triga.")) {
        assertEquals(REACTOR, event.getString("reactor"));
        assertEquals(List.of("Triga"), event.getEventType().getCategoryNames());
      }
    }
  }

  /// A server and a client in one program, whose loop stands still once.
  @Test
  void aRecordingOfARunningReactorHoldsAllKinds(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("running.jfr");
    try (var recording = new Recording();
        var reactor =
            Reactor.builder()
                .driver("nio")
                .name(REACTOR)
                .stallThreshold(Duration.ofMillis(20))
                .open()) {
      // The page of a stall is the watchdog's; what it says is tested elsewhere.
      reactor.log().level(LogLevel.CRITICAL);
      recording.enable("dev.triga.Turn").withThreshold(Duration.ZERO);
      var stalled = new CountDownLatch(1);
      recording.start();
      var port = reactor.listen(Endpoint.parse("tcp:127.0.0.1:0"), transport -> new Protocol() {});
      reactor.start();
      try (var stream = new RecordingStream()) {
        stream.enable("dev.triga.Stall");
        stream.onEvent("dev.triga.Stall", event -> stalled.countDown());
        stream.startAsync();
        reactor
            .submit(() -> reactor.connect(port.endpoint(), transport -> new Protocol() {}))
            .toCompletableFuture()
            .get();
        var timer = new CountDownLatch(1);
        reactor.schedule(Duration.ofMillis(1), timer::countDown);
        timer.await();
        // Stands still until the stall is in the recording, or the test is given up.
        reactor.submit(() -> stalled.await(20, TimeUnit.SECONDS)).toCompletableFuture().get();
      }
      reactor.close();
      recording.stop();
      recording.dump(file);
    }
    Set<String> kinds = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().startsWith("dev.triga.")) {
        assertEquals(REACTOR, event.getString("reactor"));
        kinds.add(event.getEventType().getName().substring("dev.triga.".length()));
      }
    }
    assertEquals(Set.of("Turn", "Accept", "Connect", "Timers", "Stall"), kinds);
  }

  @Test
  void whileNothingIsRecordedNothingIsMeasured() {
    assertNull(FlightEvents.turnBegun());
    assertNull(FlightEvents.connectBegun());
  }

  @Test
  void theDefaultThresholdOfATurnIsAMillisecond(@TempDir Path folder) throws IOException {
    try (var recording = new Recording()) {
      recording.enable("dev.triga.Turn");
      recording.start();
      var quick = FlightEvents.turnBegun();
      quick.finish(REACTOR, 1, 1);
      recording.stop();
      Path file = folder.resolve("events.jfr");
      recording.dump(file);
      assertTrue(Files.exists(file));
      // A scheduler may stretch any stretch of time; what is there must at least be long.
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        assertTrue(event.getDuration().compareTo(Duration.ofMillis(1)) >= 0, event::toString);
      }
    }
  }

  private static RecordedEvent only(List<RecordedEvent> events, String name) {
    List<RecordedEvent> found =
        events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
    assertEquals(1, found.size(), name);
    return found.getFirst();
  }
}
