package dev.triga.actors.worker;

import static dev.triga.async.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.actors.ActorRef;
import dev.triga.actors.ActorSpec;
import dev.triga.actors.Arbiter;
import dev.triga.async.Deferred;
import dev.triga.reactor.Log;
import dev.triga.reactor.LogLevel;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// An arbiter on a thread of the test's process, whose workers are real processes. What it logs is
/// in the history only.
final class TestArbiter implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final Reactor reactor;
  final Arbiter arbiter;

  TestArbiter() {
    Log.defaultObserver(entry -> {});
    reactor = Reactor.builder().name("arbiter").open();
    Log.defaultObserver(Log.systemLogger());
    reactor.log().level(LogLevel.ERROR);
    reactor.start();
    arbiter = reactor.blockingCallFromThread(() -> Arbiter.on(reactor));
  }

  <T> T onTurn(Callable<T> function) {
    return reactor.blockingCallFromThread(function);
  }

  <T> T result(Callable<Deferred<T>> function) {
    return reactor.blockingCallFromThread(() -> await(function.call()));
  }

  ActorRef spawn(ActorSpec spec) {
    return result(() -> arbiter.spawn(spec));
  }

  long pid(ActorRef actor) {
    return result(() -> actor.run(me -> ProcessHandle.current().pid()));
  }

  boolean hasLogged(String text) {
    return reactor.log().history().stream().anyMatch(entry -> entry.message().contains(text));
  }

  static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).as("exit code of kill").isZero();
  }

  /// Suspends a process, and waits until the last of its threads has noticed.
  static void suspend(long pid) throws IOException, InterruptedException {
    signal("STOP", pid);
    var threads = Path.of("/proc", Long.toString(pid), "task");
    until("all its threads rest", () -> !Files.isDirectory(threads) || allRest(threads));
  }

  private static boolean allRest(Path threads) {
    try (var all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) {
        // The state follows the name, which is in parentheses and may contain any.
        String line = Files.readString(thread.resolve("stat"));
        if (line.charAt(line.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false; // A thread has just ended.
    }
  }

  static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  @Override
  public void close() {
    reactor.close();
  }
}
