package dev.triga.benchmarks.servers;

import static dev.triga.async.Await.await;

import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Arbiter;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.Reactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An arbiter that starts an actor for each line it reads, `process` or `thread`, and answers with
/// the nanoseconds from the call until the actor ran and the number of its process, 0 for none. At
/// the line after that it ends the actor, and answers `ended`.
public final class TrigaSpawns {
  private TrigaSpawns() {}

  /// Starts actors until the end of its input.
  ///
  /// @throws IOException if that cannot be read
  public static void main(String[] args) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (Reactor reactor = Reactor.builder().name("arbiter").open()) {
      reactor.log().level(LogLevel.CRITICAL);
      reactor.start();
      var arbiter = reactor.blockingCallFromThread(() -> Arbiter.on(reactor));
      for (@Nullable String kind; (kind = in.readLine()) != null; ) {
        ActorSpec spec =
            kind.equals("process") ? ActorSpec.process("subject") : ActorSpec.thread("subject");
        answer(reactor, arbiter, spec, in);
      }
    }
  }

  /// Starts one, answers, and ends it when the next line has come.
  private static void answer(Reactor reactor, Arbiter arbiter, ActorSpec spec, BufferedReader in)
      throws IOException {
    Set<Long> before = children();
    long[] times = new long[2];
    ActorRef actor =
        reactor.blockingCallFromThread(() -> {
          times[0] = System.nanoTime();
          ActorRef started = await(arbiter.spawn(spec));
          times[1] = System.nanoTime();
          return started;
        });
    List<Long> made = children().stream().filter(pid -> !before.contains(pid)).toList();
    System.out.println((times[1] - times[0]) + " " + (made.isEmpty() ? 0 : made.getFirst()));
    if (in.readLine() != null) {
      reactor.blockingCallFromThread(() -> await(actor.stop()));
      System.out.println("ended");
    }
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }
}
