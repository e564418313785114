package dev.triga.protocol;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectionEnded;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests whose answers come in any order and name the request they belong to: who waits for
/// what.
///
/// A request that was cancelled or timed out leaves its place at once; its answer, if it comes, is
/// for nobody, which [#answer] tells. When the connection ends, all that wait fail with
/// [ConnectionEnded], the oldest first. On the turn.
///
/// @param <K> what names a request
/// @param <R> what an answer is
public final class RequestTable<K, R extends @Nullable Object> {
  private final Reactor reactor;
  private final int limit;
  private final Map<K, Deferred<R>> waiting = new LinkedHashMap<>();
  private @Nullable CloseReason end;

  /// Nothing waits.
  ///
  /// @param transport the connection whose end fails what waits
  /// @param limit how many requests may wait
  /// @throws IllegalArgumentException unless the limit is positive
  public RequestTable(Transport transport, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("request limit " + limit + " is not positive");
    }
    this.reactor = transport.reactor();
    this.limit = limit;
    transport.ended().thenAccept(this::failAll);
  }

  /// A request goes out.
  ///
  /// @param key what its answer will name
  /// @return its answer, or a failure when too many wait or the connection has ended
  /// @throws IllegalStateException if a request of this name waits
  public Deferred<R> add(K key) {
    var ended = end;
    if (ended != null) {
      return failed(new ConnectionEnded("the answer to request " + key, ended));
    }
    if (waiting.containsKey(key)) {
      throw new IllegalStateException("a request named " + key + " waits already");
    }
    if (waiting.size() == limit) {
      return failed(new RequestLimitException(limit));
    }
    var answer = new Deferred<R>(reactor);
    waiting.put(key, answer);
    answer.onCancel(why -> waiting.remove(key, answer));
    return answer;
  }

  /// An answer has come.
  ///
  /// @return whether a request waited for it
  public boolean answer(K key, R answer) {
    var request = waiting.remove(key);
    return request != null && request.succeed(answer);
  }

  /// A request was answered with an error.
  ///
  /// @return whether a request waited for it
  public boolean fail(K key, Throwable error) {
    var request = waiting.remove(key);
    return request != null && request.fail(error);
  }

  /// How many wait.
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
    var all = new LinkedHashMap<>(waiting);
    waiting.clear();
    all.forEach((key, request) ->
        request.fail(new ConnectionEnded("the answer to request " + key, reason)));
  }
}
