package dev.triga.protocol;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectionEnded;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Requests whose answers come in the order of the requests, as in HTTP/1.1 or Redis: who waits for
/// what.
///
/// ```java
/// final class Client extends LineProtocol {
///   private final RequestQueue<String> requests;
///
///   Client(Transport transport) {
///     super(transport);
///     requests = new RequestQueue<>(transport, 1_000);
///   }
///
///   Deferred<String> ask(String question) {
///     var answer = requests.add();
///     sendLine(question);
///     return answer.timeout(Duration.ofSeconds(5));
///   }
///
///   @Override
///   protected void lineReceived(String line) {
///     requests.answer(line);
///   }
/// }
/// ```
///
/// A request that was cancelled or timed out keeps its place, and its answer is dropped when it
/// comes, so that the later ones still get theirs. When the connection ends, all that wait fail
/// with [ConnectionEnded]. On the turn.
///
/// @param <R> what an answer is
public final class RequestQueue<R extends @Nullable Object> {
  private final Reactor reactor;
  private final int limit;
  private final ArrayDeque<Deferred<R>> waiting = new ArrayDeque<>();
  private @Nullable CloseReason end;

  /// Nothing waits.
  ///
  /// @param transport the connection whose end fails what waits
  /// @param limit how many requests may wait
  /// @throws IllegalArgumentException unless the limit is positive
  public RequestQueue(Transport transport, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("request limit " + limit + " is not positive");
    }
    this.reactor = transport.reactor();
    this.limit = limit;
    transport.ended().thenAccept(this::failAll);
  }

  /// A request goes out: call this in the order of sending.
  ///
  /// @return its answer, or a failure when too many wait or the connection has ended
  public Deferred<R> add() {
    var ended = end;
    if (ended != null) {
      return failed(new ConnectionEnded("the answer to a request", ended));
    }
    if (waiting.size() == limit) {
      return failed(new RequestLimitException(limit));
    }
    var answer = new Deferred<R>(reactor);
    waiting.add(answer);
    return answer;
  }

  /// An answer has come: that of the oldest request.
  ///
  /// @throws IllegalStateException if none waits
  public void answer(R answer) {
    next().succeed(answer);
  }

  /// The oldest request was answered with an error.
  ///
  /// @throws IllegalStateException if none waits
  public void fail(Throwable error) {
    next().fail(error);
  }

  private Deferred<R> next() {
    var oldest = waiting.poll();
    if (oldest == null) {
      throw new IllegalStateException("an answer came, and no request waits for one");
    }
    return oldest;
  }

  /// How many wait, those that were cancelled included.
  public int size() {
    return waiting.size();
  }

  private Deferred<R> failed(RuntimeException why) {
    var answer = new Deferred<R>(reactor);
    answer.fail(why);
    return answer;
  }

  private void failAll(CloseReason reason) {
    end = reason;
    for (var each = waiting.poll(); each != null; each = waiting.poll()) {
      each.fail(new ConnectionEnded("the answer to a request", reason));
    }
  }
}
