package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.async.OverflowFailure;
import dev.triga.reactor.Reactor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/// Those who wait for a client to be connected, some only for so many failures. On the turn.
final class ConnectedWaiters<P extends Protocol> {
  private final Reactor reactor;

  /// Each with the number of failures that it still bears.
  private final Map<Deferred<P>, Integer> waiting = new LinkedHashMap<>();

  ConnectedWaiters(Reactor reactor) {
    this.reactor = reactor;
  }

  Deferred<P> add(int failuresBorne) {
    var waiter = Deferred.<P>named("connected", reactor);
    if (waiting.size() >= ReconnectingClient.WAITERS_MAX) {
      waiter.fail(new OverflowFailure("waiting for a connection", ReconnectingClient.WAITERS_MAX));
      return waiter;
    }
    waiting.put(waiter, failuresBorne);
    return waiter.onCancel(why -> waiting.remove(waiter));
  }

  void connected(P protocol) {
    takeAll().forEach(waiter -> waiter.succeed(protocol));
  }

  /// An attempt has failed: ends those who bear no more.
  void failed(Throwable failure) {
    waiting.replaceAll((waiter, borne) -> borne == Integer.MAX_VALUE ? borne : borne - 1);
    var enough =
        waiting.entrySet().stream()
            .filter(waiter -> waiter.getValue() == 0)
            .map(Map.Entry::getKey)
            .toList();
    enough.forEach(waiting::remove);
    enough.forEach(waiter -> waiter.fail(failure));
  }

  /// There will be no connection.
  ///
  /// @param why a cancellation, or why the client gives up
  void end(Throwable why) {
    if (why instanceof CancellationException) {
      takeAll().forEach(waiter -> waiter.cancel(why));
    } else {
      takeAll().forEach(waiter -> waiter.fail(why));
    }
  }

  private List<Deferred<P>> takeAll() {
    var all = new ArrayList<>(waiting.keySet());
    waiting.clear();
    return all;
  }
}
