package dev.triga.testing;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.async.Backoff;
import dev.triga.async.LoopingCall;
import dev.triga.net.Endpoint;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ThreadKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What programs are made of runs in a simulation as it is: coroutines, calls in threads, tools.
@TrigaTest
class SimulatedProgramsTest {
  private static final Endpoint PORT = Endpoint.parse("tcp:7000");

  record Echo(Transport transport) implements Protocol {
    @Override
    public void dataReceived(ByteBuffer data) {
      transport.write(data);
    }
  }

  private static ListeningPort serve(Reactor reactor) {
    return reactor.listen(PORT, Echo::new);
  }

  @Test
  void aCoroutineAwaitsConnectionsAndTime(Simulation sim) {
    var server = sim.host("server", SimulatedProgramsTest::serve);
    var said = new ArrayList<String>();
    var client =
        sim.host(
            "client",
            r ->
                r.async(() -> {
                  var protocol = await(r.connect(server.tcp(7000), RecordingProtocol::new));
                  for (int i = 0; i < 5; i++) {
                    protocol.transport().write(ByteBuffer.wrap(new byte[] {'x'}));
                    await(r.deferLater(Duration.ofSeconds(1)));
                    said.add(protocol.text() + " at " + sim.now().toSeconds());
                  }
                  return "done";
                }));
    sim.runFor(Duration.ofSeconds(10));
    assertThat(client.value().isSucceeded()).isTrue();
    assertThat(said).containsExactly("x at 1", "xx at 2", "xxx at 3", "xxxx at 4", "xxxxx at 5");
  }

  @Test
  void callsInThreadsAreStepsOfTheSimulation(Simulation sim) {
    sim.work(Latency.fixed(Duration.ofSeconds(2)));
    var threads = new ArrayList<Thread>();
    var times = new ArrayList<Duration>();
    sim.host(
        "worker",
        r -> {
          for (var kind : ThreadKind.values()) {
            r.deferToThread(
                    kind,
                    () -> {
                      threads.add(Thread.currentThread());
                      assertThat(Reactor.current()).isNull();
                      return "result";
                    })
                .thenAccept(result -> times.add(sim.now()));
          }
          return "no value";
        });
    sim.runFor(Duration.ofSeconds(1));
    assertThat(threads).isEmpty();
    sim.runFor(Duration.ofSeconds(2));
    assertThat(threads).hasSize(2).containsOnly(Thread.currentThread());
    assertThat(times).hasSize(2).allMatch(time -> time.toSeconds() == 2);
  }

  @Test
  void theLimitsOfThreadsHold(Simulation sim) {
    sim.work(Latency.fixed(Duration.ofSeconds(1)));
    var done = new ArrayList<Long>();
    sim.host(
        "worker",
        r -> {
          r.threads().limit(ThreadKind.VIRTUAL, 2, 10);
          for (int i = 0; i < 6; i++) {
            r.callInThread(() -> done.add(sim.now().toSeconds()));
          }
          return "no value";
        });
    sim.runFor(Duration.ofSeconds(10));
    assertThat(done).containsExactly(1L, 1L, 2L, 2L, 3L, 3L);
  }

  @Test
  void aCrashedHostFinishesNoWork(Simulation sim) {
    sim.work(Latency.fixed(Duration.ofSeconds(2)));
    var done = new ArrayList<String>();
    var worker =
        sim.host(
            "worker",
            r -> {
              r.callInThread(() -> done.add("work"));
              return r.async(() -> {
                await(r.deferLater(Duration.ofSeconds(2)));
                done.add("coroutine");
                return "done";
              });
            });
    sim.runFor(Duration.ofSeconds(1));
    worker.crash();
    sim.runFor(Duration.ofMinutes(1));
    assertThat(done).isEmpty();
  }

  @Test
  void aReactorThatStopsDropsTheWorkThatHasNotRun(Simulation sim) {
    sim.work(Latency.fixed(Duration.ofHours(1)));
    var worker =
        sim.host(
            "worker",
            settings -> settings.phaseDeadline(Duration.ofSeconds(5)),
            r -> {
              r.schedule(Duration.ofSeconds(1), r::stop);
              return r.deferToThread(() -> "never");
            });
    var ended = worker.value().handle((result, failure) -> failure != null);
    sim.runFor(Duration.ofMinutes(1));
    assertThat(worker.reactor().state()).isEqualTo(Reactor.State.STOPPED);
    assertThat(ended.isDone()).isTrue();
    assertThat(ended.resultNow()).isTrue();
  }

  @Test
  void toolsLiveByTheVirtualClock(Simulation sim) {
    var calls = new ArrayList<Long>();
    var attempts = new ArrayList<Long>();
    sim.host(
        "tools",
        r -> {
          LoopingCall.of(r, () -> calls.add(sim.now().toSeconds())).start(Duration.ofMinutes(1));
          return Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(8))
              .jitter(0.5)
              .maxAttempts(4)
              .retry(
                  r,
                  () -> {
                    attempts.add(sim.now().toSeconds());
                    throw new IllegalStateException("not yet");
                  })
              .exceptionally(failure -> "given up");
        });
    sim.runFor(Duration.ofMinutes(3).plusSeconds(1));
    assertThat(calls).isEqualTo(List.of(0L, 60L, 120L, 180L));
    assertThat(attempts).hasSize(4);
  }
}
