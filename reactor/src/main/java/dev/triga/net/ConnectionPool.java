package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.async.OverflowFailure;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Registration;
import dev.triga.reactor.SystemEvent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Connections that are kept open and used by one after the other.
///
/// ```java
/// var pool = PoolSettings.of(StoreClient::new).perEndpoint(8).idleTimeout(ofMinutes(1)).open(reactor);
/// Deferred<String> value = pool.use(endpoint, client -> client.request("GET key"));
/// ```
///
/// **Limits** are those of [PoolSettings]: connections to one endpoint and in all, those who wait
/// and for how long, the idle time. Connections that are being made or used count; those that are
/// being closed do not. When there are as many in all as there may be, the longest idle connection
/// to another endpoint makes room.
///
/// **Order.** First come, first served: a free connection, or room for a new one, goes to whoever
/// has waited longest. A connection that is given back while somebody has waited longer for another
/// endpoint, and there are as many in all as there may be, is closed to make room. The connection
/// that was used last is used next, so that those too many become old.
///
/// **Health.** A connection that ends while nobody uses it leaves the pool. One that was idle for
/// some time is tried first where [PoolSettings#check] says how; one that fails is replaced.
///
/// **Threads.** On the turn; leases may be given back by any thread. The reactor's shutdown closes
/// the pool.
///
/// @param <P> the type of protocol
public final class ConnectionPool<P extends Protocol> {
  private final PoolSettings<P> settings;
  private final Reactor reactor;
  private final Turn turn;
  private final Map<Endpoint, PoolSite<P>> sites = new LinkedHashMap<>();
  private final Registration atShutdown;
  private final Deferred<@Nullable Void> allClosed;
  private long arrivals;
  private int counted;
  private int waiting;

  /// Connections that have not ended, and attempts: also those that do not count any more.
  private int alive;

  private boolean isClosed;

  ConnectionPool(PoolSettings<P> settings, Reactor reactor) {
    this.settings = settings;
    this.reactor = reactor;
    this.turn = (Turn) reactor;
    this.allClosed = Deferred.named("pool closed", reactor);
    this.atShutdown = reactor.events().before(SystemEvent.SHUTDOWN, (Runnable) this::shutDown);
  }

  /// Something to do with a connection.
  ///
  /// @param <P> the type of protocol
  /// @param <T> the type of the result
  @FunctionalInterface
  public interface Work<P extends Protocol, T extends @Nullable Object> {
    /// Begins the work, on the turn.
    ///
    /// @return ends when the connection is not needed any more
    /// @throws Exception a failure like any other
    CompletionStage<? extends T> begin(P protocol) throws Exception;
  }

  // Using connections.

  /// A connection to an endpoint, for the caller alone until it is given back.
  ///
  /// It fails with a [ConnectFailure] when no connection can be made, or none is free in time, and
  /// with an [OverflowFailure] when too many wait already. Cancelling it ends the wait. A lease
  /// that comes at the very moment in which a stage made from this Deferred is cancelled would
  /// reach nobody: prefer [#use], which sees to it.
  ///
  /// @throws IllegalStateException if the pool was closed
  public Deferred<PoolLease<P>> acquire(Endpoint endpoint) {
    turn.checkTurn("ConnectionPool.acquire");
    if (isClosed) {
      throw new IllegalStateException("the pool is closed; open another one");
    }
    var wanted = Deferred.<PoolLease<P>>named("pooled connection", reactor);
    if (waiting >= settings.waitersMax()) {
      wanted.fail(new OverflowFailure("waiting for a pooled connection", settings.waitersMax()));
      return wanted;
    }
    var site = sites.computeIfAbsent(endpoint, PoolSite::new);
    var waiter = new PoolSite.Waiter<>(wanted, arrivals++);
    site.waiters.add(waiter);
    waiting++;
    wanted.onCancel(why -> leave(site, waiter));
    serve(site);
    if (!wanted.isDone()) {
      waiter.limit = reactor.schedule(settings.acquireTimeout(), () -> tooLate(site, waiter));
    }
    return wanted;
  }

  /// Does some work with a connection, which is given back when the work ends. The result is that
  /// of the work. Cancelling it ends the wait or cancels the work.
  ///
  /// A connection whose work was cancelled or has timed out is closed, since an answer may still be
  /// on its way to it.
  ///
  /// @throws IllegalStateException if the pool was closed
  public <T extends @Nullable Object> Deferred<T> use(Endpoint endpoint, Work<P, T> work) {
    return new PooledWork<>(reactor, acquire(endpoint), work).begin();
  }

  // Matching those who wait with connections.

  private void serve(PoolSite<P> site) {
    while (!site.waiters.isEmpty() && !site.idle.isEmpty()) {
      var connection = site.idle.getLast();
      boolean needsCheck = connection.needsCheck(settings);
      if (needsCheck && !site.isNeedy()) {
        break;
      }
      site.idle.removeLast();
      if (needsCheck) {
        check(connection);
      } else {
        hand(connection);
      }
    }
    grow();
  }

  /// Gives a connection to the first who waits for it.
  private void hand(PooledConnection<P> connection) {
    connection.stopIdling();
    var site = connection.site;
    while (!site.waiters.isEmpty()) {
      var waiter = site.waiters.removeFirst();
      waiting--;
      waiter.dropLimit();
      if (waiter.wanted.succeed(new PoolLease<>(this, connection))) {
        return;
      }
    }
    idle(connection);
  }

  private void idle(PooledConnection<P> connection) {
    connection.beginIdling(
        reactor.clock().nanoTime(),
        reactor.schedule(settings.idleTimeout(), () -> retire(connection)));
    connection.site.idle.addLast(connection);
  }

  private void check(PooledConnection<P> connection) {
    connection.stopIdling();
    connection.site.pending++;
    var ignored =
        settings
            .checked(connection.open.protocol())
            .on(reactor)
            .timeout(settings.checkLimit())
            .handle((isHealthy, failure) -> {
              connection.site.pending--;
              if (failure == null && isHealthy && connection.isUsable()) {
                offer(connection);
              } else {
                retire(connection);
              }
              return true;
            });
  }

  /// Starts to connect for those who wait and have nothing under way for them, the longest waiting
  /// first.
  private void grow() {
    for (var next = neediest(); next.isPresent() && makeRoom(); next = neediest()) {
      connect(next.get());
    }
  }

  private Optional<PoolSite<P>> neediest() {
    return sites.values().stream()
        .filter(site -> site.isNeedy() && site.counted < settings.perEndpoint())
        .min(Comparator.comparingLong(PoolSite::firstNeedyArrival));
  }

  private boolean makeRoom() {
    if (counted < settings.total()) {
      return true;
    }
    var oldest =
        sites.values().stream()
            .filter(site -> !site.idle.isEmpty())
            .map(site -> site.idle.getFirst())
            .min((a, b) -> Long.signum(a.idleSinceNanos - b.idleSinceNanos));
    oldest.ifPresent(this::leavePool);
    return oldest.isPresent();
  }

  private void connect(PoolSite<P> site) {
    site.pending++;
    count(site, 1);
    alive++;
    var connecting =
        OpenConnection.make(reactor, site.endpoint, settings.options(), settings.factory());
    site.attempts.add(connecting);
    var ignored =
        connecting.handle((made, failure) -> {
          site.attempts.remove(connecting);
          site.pending--;
          if (failure == null) {
            made(site, made);
          } else {
            count(site, -1);
            gone();
            site.failFirst(failure).ifPresent(waiter -> waiting--);
            tidy(site);
            grow();
          }
          return true;
        });
  }

  private void made(PoolSite<P> site, OpenConnection<P> made) {
    var connection = new PooledConnection<>(site, made);
    site.connections.add(connection);
    var ignored =
        made.transport()
            .ended()
            .thenAccept(reason -> {
              leaves(connection);
              gone();
              grow();
            });
    offer(connection);
  }

  /// A connection is free.
  private void offer(PooledConnection<P> connection) {
    if (isClosed || !connection.isUsable() || isRoomForLongerWaiting(connection.site)) {
      retire(connection);
    } else {
      hand(connection);
      serve(connection.site);
    }
  }

  /// Whether somebody who has waited longer than those for this endpoint needs a connection to
  /// another one, for which there is no room.
  private boolean isRoomForLongerWaiting(PoolSite<P> site) {
    return counted >= settings.total()
        && !site.waiters.isEmpty()
        && neediest()
            .filter(other -> other != site)
            .filter(other -> other.firstNeedyArrival() < site.waiters.getFirst().arrival)
            .isPresent();
  }

  // What leaves.

  private void tooLate(PoolSite<P> site, PoolSite.Waiter<P> waiter) {
    leave(site, waiter);
    waiter.wanted.fail(
        new ConnectFailure(
            site.endpoint.toString(),
            CloseReason.of(
                CloseReason.Kind.TIMED_OUT,
                "no pooled connection was free within " + settings.acquireTimeout())));
  }

  private void leave(PoolSite<P> site, PoolSite.Waiter<P> waiter) {
    if (site.waiters.remove(waiter)) {
      waiting--;
      waiter.dropLimit();
      tidy(site);
    }
  }

  /// A lease has come back. On the turn.
  void takeBack(PooledConnection<P> connection, boolean isToBeKept) {
    if (isToBeKept) {
      offer(connection);
    } else {
      connection.open.transport().abort();
      leaves(connection);
      grow();
    }
  }

  private void retire(PooledConnection<P> connection) {
    leavePool(connection);
    serve(connection.site);
  }

  private void leavePool(PooledConnection<P> connection) {
    leaves(connection);
    connection.open.transport().close();
  }

  /// It does not count any more.
  private void leaves(PooledConnection<P> connection) {
    var site = connection.site;
    connection.stopIdling();
    site.idle.remove(connection);
    if (site.connections.remove(connection)) {
      count(site, -1);
      tidy(site);
    }
  }

  private void count(PoolSite<P> site, int by) {
    site.counted += by;
    counted += by;
  }

  private void tidy(PoolSite<P> site) {
    if (site.isDeserted()) {
      sites.remove(site.endpoint, site);
    }
  }

  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  private void gone() {
    alive--;
    if (isClosed && alive == 0) {
      allClosed.succeed(null);
    }
  }

  // The end.

  /// Closes the pool: who waits is cancelled, attempts are given up, connections that nobody uses
  /// are closed in order, the others when they are given back. Idempotent.
  ///
  /// @return succeeds when the last connection has ended
  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  public Deferred<@Nullable Void> close() {
    turn.checkTurn("ConnectionPool.close");
    if (!isClosed) {
      isClosed = true;
      atShutdown.cancel();
      for (var site : List.copyOf(sites.values())) {
        waiting -= site.waiters.size();
        site.cancelAll(new CancellationException("the pool was closed"));
        List.copyOf(site.idle).forEach(this::leavePool);
      }
      if (alive == 0) {
        allClosed.succeed(null);
      }
    }
    return allClosed.on(reactor);
  }

  private void shutDown() {
    var ignored = close();
  }

  // Questions, on the turn.

  /// How many connections count: used, idle, and being made.
  public int size() {
    return counted;
  }

  /// How many connections nobody uses.
  public int idle() {
    return sites.values().stream().mapToInt(site -> site.idle.size()).sum();
  }

  /// How many wait.
  public int waiting() {
    return waiting;
  }

  Reactor reactor() {
    return reactor;
  }

  @Override
  public String toString() {
    return "ConnectionPool["
        + counted
        + " of "
        + settings.total()
        + " connections, "
        + waiting
        + " waiting"
        + (isClosed ? ", closed]" : "]");
  }
}
