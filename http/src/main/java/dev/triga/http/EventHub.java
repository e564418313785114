package dev.triga.http;

import static dev.triga.async.Await.await;

import dev.triga.async.DeferredQueue;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorBound;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sends the same events to any number of clients.
///
/// ```java
/// var news = new EventHub(reactor);
/// router.get("/news", news::respond);
/// reactor.schedule(Duration.ofSeconds(1), () -> news.publish(ServerEvent.of("good")));
/// ```
///
/// The last events are kept. A client that comes back and says which one it has seen
/// (`Last-Event-ID`) gets those behind it first, if that one is still kept. A client that is too
/// slow has its stream ended: it comes back and goes on where it was. On the turn.
public final class EventHub implements ReactorBound {
  /// How many events are kept, and may wait for one client, unless said otherwise.
  public static final int DEFAULT_KEPT_MAX = 256;

  private final Reactor reactor;
  private final int keptMax;
  private final int waitingMax;
  private final ArrayDeque<ServerEvent> kept = new ArrayDeque<>();
  private final Set<DeferredQueue<ServerEvent>> clients = new LinkedHashSet<>();
  private long dropped;

  /// One with [#DEFAULT_KEPT_MAX].
  public EventHub(Reactor reactor) {
    this(reactor, DEFAULT_KEPT_MAX, DEFAULT_KEPT_MAX);
  }

  /// One with limits of one's own.
  ///
  /// @param keptMax how many events are kept for clients that come back; may be zero
  /// @param waitingMax how many events may wait for a client before its stream is ended
  /// @throws IllegalArgumentException if one is negative, or nothing may wait
  public EventHub(Reactor reactor, int keptMax, int waitingMax) {
    this.reactor = Objects.requireNonNull(reactor, "reactor");
    if (keptMax < 0 || waitingMax < 1) {
      throw new IllegalArgumentException(
          "keptMax is " + keptMax + ", waitingMax " + waitingMax + ": at least 0 and 1");
    }
    this.keptMax = keptMax;
    this.waitingMax = waitingMax;
  }

  /// Answers a request with the events from now on, or from behind the last that it has seen. As a
  /// [Responder]: `hub::respond`.
  public Response respond(Request request) {
    String seen = request.header("Last-Event-ID");
    return Response.events(
        request,
        out -> {
          var queue = new DeferredQueue<ServerEvent>(reactor, waitingMax);
          clients.add(queue);
          var missed = behind(seen);
          try {
            for (var event : missed) {
              await(out.send(event));
            }
            while (true) {
              await(out.send(await(queue.take())));
            }
          } catch (TooSlow ended) {
            dropped++;
          } finally {
            clients.remove(queue);
          }
        });
  }

  private List<ServerEvent> behind(@Nullable String id) {
    if (id == null) {
      return List.of();
    }
    List<ServerEvent> behind = new ArrayList<>();
    boolean isFound = false;
    for (var event : kept) {
      if (isFound) {
        behind.add(event);
      }
      isFound |= id.equals(event.id());
    }
    return behind;
  }

  /// Sends an event to everybody who listens.
  ///
  /// @return how many clients it goes to
  public int publish(ServerEvent event) {
    if (keptMax > 0) {
      if (kept.size() == keptMax) {
        kept.removeFirst();
      }
      kept.addLast(event);
    }
    int taken = 0;
    for (var client : List.copyOf(clients)) {
      if (client.offer(event)) {
        taken++;
      } else {
        clients.remove(client);
        client.fail(new TooSlow());
      }
    }
    return taken;
  }

  /// How many clients listen.
  public int size() {
    return clients.size();
  }

  /// How many streams were ended because their client was too slow.
  public long dropped() {
    return dropped;
  }

  @Override
  public Reactor reactor() {
    return reactor;
  }

  @Override
  public String toString() {
    return "EventHub[" + clients.size() + " clients]";
  }

  /// Ends the stream of one client.
  private static final class TooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooSlow() {
      super("the client is too slow", null, false, false);
    }
  }
}
