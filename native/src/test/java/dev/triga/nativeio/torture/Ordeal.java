package dev.triga.nativeio.torture;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.ConnectRequest;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.readiness.DriverFixture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// One run of a script on one driver, which has both sides of every connection.
///
/// After each step the driver is polled until everything has happened that must, so that what is
/// seen does not depend on time: only then it can be compared.
final class Ordeal implements AutoCloseable {
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long POLL_NANOS = 1_000_000L;
  private static final int SETTLING_POLLS = 2;

  /// What a system takes whether the other side reads or not, with buffers as in [#OPTIONS].
  private static final int TAKEN_AT_ONCE_BYTES = 16_384;

  /// Small enough that a reader who pauses is soon felt by the writer.
  private static final StreamOptions OPTIONS = new StreamOptions(true, false, 32_768, 32_768);

  private final String driver;
  private final DriverFixture fixture;
  private final ListenerHandle listener;
  private final Queue<End> awaited = new ArrayDeque<>();
  private final List<End> clients = new ArrayList<>();
  private final List<End> servers = new ArrayList<>();
  private final List<Step> done = new ArrayList<>();

  Ordeal(DriverProvider provider) {
    driver = provider.name();
    fixture = new DriverFixture(provider::open);
    listener =
        fixture.driver.listen(
            new ListenRequest(DriverFixture.ANY_PORT, 16, true, false, OPTIONS),
            new AcceptSink() {
              @Override
              public StreamSink accepted(StreamHandle handle) {
                End end = awaited.remove();
                end.attach(handle);
                end.connected();
                return end;
              }

              @Override
              public void failed(Throwable cause) {
                throw new AssertionError(cause);
              }
            });
  }

  /// Does it all; answers with what every side has seen.
  List<String> run(List<Step> script) {
    for (Step step : script) {
      done.add(step);
      act(step);
      settle();
    }
    finish();
    return ends().map(End::outcome).toList();
  }

  private void act(Step step) {
    if (step.action() == Step.Action.OPEN) {
      open(step.connection());
      return;
    }
    End end = (step.server() ? servers : clients).get(step.connection());
    if (end.gone) {
      return;
    }
    switch (step.action()) {
      case WRITE -> write(end, step.bytes());
      case PAUSE -> end.pause();
      case RESUME -> end.resume();
      case HALF_CLOSE -> end.halfClose();
      case CLOSE -> close(end, false);
      case ABORT -> close(end, true);
      case OPEN -> throw new AssertionError(step);
    }
  }

  private void open(int number) {
    End client = new End("client " + number, fixture.chunks);
    End server = new End("server " + number, fixture.chunks);
    client.join(server);
    clients.add(client);
    servers.add(server);
    awaited.add(server);
    client.attach(
        fixture.driver.connect(new ConnectRequest(listener.localAddress(), null, OPTIONS), client));
    pollUntil(() -> client.connected && server.connected);
  }

  private static void write(End end, int bytes) {
    End peer = end.peer();
    if (peer.gone && !end.resetByPeer) {
      // The peer's system answers with a reset, which may overtake what waits to be read.
      cutOff(end);
    }
    end.write(bytes);
  }

  private static void close(End end, boolean abort) {
    End peer = end.peer();
    if (!peer.gone) {
      // A system resets a connection that is closed before everything is read.
      if (abort || end.received < peer.written) {
        cutOff(peer);
        peer.resetByPeer = true;
      } else if (end.written - peer.received > TAKEN_AT_ONCE_BYTES) {
        // What the system has not taken is lost with the connection.
        peer.undetermined = true;
      }
    }
    end.close(abort);
  }

  /// A reset comes: the side may or may not see what it has not seen yet.
  private static void cutOff(End side) {
    End other = side.peer();
    boolean sawAll = side.received == other.written && (side.readClosed || !other.endAnnounced());
    side.undetermined |= side.paused || !sawAll;
  }

  private void settle() {
    pollUntil(() -> ends().allMatch(Ordeal::settled));
    // Whatever nobody expects may happen too.
    fixture.polls(SETTLING_POLLS);
    complain();
  }

  private static boolean settled(End end) {
    if (end.over() || end.paused || end.undetermined) {
      return true;
    }
    if (end.resetByPeer) {
      return end.readClosed;
    }
    End peer = end.peer();
    return end.received == peer.written && (end.readClosed || !peer.endAnnounced());
  }

  /// Everybody reads on, and those whose peer is gone find that out by writing.
  private void finish() {
    ends().forEach(End::resume);
    settle();
    ends()
        .filter(end -> end.peer().gone && !end.halfCloseAsked)
        .forEach(end ->
            pollUntil(() -> {
              end.write(1);
              return end.over();
            }));
    complain();
  }

  private Stream<End> ends() {
    return Stream.concat(clients.stream(), servers.stream());
  }

  private void complain() {
    ends()
        .map(end -> end.complaint)
        .filter(Objects::nonNull)
        .forEach(complaint -> {
          throw new AssertionError(driver + ": " + complaint + history());
        });
  }

  private void pollUntil(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            driver + ": what must happen does not" + history() + "\nthen\n" + state());
      }
      fixture.driver.poll(POLL_NANOS);
    }
  }

  private String history() {
    StringBuilder text = new StringBuilder(" after");
    done.forEach(step -> text.append("\n  ").append(step));
    return text.toString();
  }

  private String state() {
    StringBuilder text = new StringBuilder();
    ends().forEach(end -> text.append("  ").append(end).append('\n'));
    return text.toString();
  }

  @Override
  public void close() {
    ends().forEach(End::discard);
    fixture.close();
  }
}
