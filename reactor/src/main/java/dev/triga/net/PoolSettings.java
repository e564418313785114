package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What a [ConnectionPool] is to be like: a value, each method makes a new one. Any thread.
///
/// @param <P> the type of protocol
public final class PoolSettings<P extends Protocol> {
  /// How many connections there may be to one endpoint.
  public static final int DEFAULT_PER_ENDPOINT = 8;

  /// How many connections there may be in all.
  public static final int DEFAULT_TOTAL = 64;

  /// How many may wait for a connection.
  public static final int DEFAULT_WAITERS_MAX = 10_000;

  /// How long one may wait for a connection.
  public static final Duration DEFAULT_ACQUIRE_TIMEOUT = Duration.ofSeconds(10);

  /// How long a connection is kept that nobody uses.
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(1);

  private final Limits limits;
  private final ProtocolFactory<P> factory;
  private final ConnectOptions options;
  private final @Nullable Checking<P> checking;

  /// Tries a connection that nobody uses.
  ///
  /// @param <P> the type of protocol
  @FunctionalInterface
  public interface Check<P extends Protocol> {
    /// Begins to try it, on the turn.
    ///
    /// @return whether it can be used; a failure means no
    /// @throws Exception no, too
    CompletionStage<Boolean> isHealthy(P protocol) throws Exception;
  }

  private record Limits(
      int perEndpoint, int total, int waitersMax, Duration acquireTimeout, Duration idleTimeout) {}

  private record Checking<P extends Protocol>(
      Duration idleFor, Duration limit, Check<? super P> check) {}

  private PoolSettings(
      Limits limits,
      ProtocolFactory<P> factory,
      ConnectOptions options,
      @Nullable Checking<P> checking) {
    this.limits = limits;
    this.factory = Objects.requireNonNull(factory, "factory");
    this.options = Objects.requireNonNull(options, "options");
    this.checking = checking;
  }

  /// The default settings.
  ///
  /// @param factory makes the protocol of each connection
  public static <P extends Protocol> PoolSettings<P> of(ProtocolFactory<P> factory) {
    var limits =
        new Limits(
            DEFAULT_PER_ENDPOINT,
            DEFAULT_TOTAL,
            DEFAULT_WAITERS_MAX,
            DEFAULT_ACQUIRE_TIMEOUT,
            DEFAULT_IDLE_TIMEOUT);
    return new PoolSettings<>(limits, factory, ConnectOptions.DEFAULT, null);
  }

  private PoolSettings<P> with(Limits changed) {
    return new PoolSettings<>(changed, factory, options, checking);
  }

  /// How many connections there may be to one endpoint.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public PoolSettings<P> perEndpoint(int connections) {
    return with(
        new Limits(
            positive("connections to one endpoint", connections),
            limits.total,
            limits.waitersMax,
            limits.acquireTimeout,
            limits.idleTimeout));
  }

  /// How many connections there may be in all.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public PoolSettings<P> total(int connections) {
    return with(
        new Limits(
            limits.perEndpoint,
            positive("connections in all", connections),
            limits.waitersMax,
            limits.acquireTimeout,
            limits.idleTimeout));
  }

  /// How many may wait for a connection.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public PoolSettings<P> waitersMax(int waiters) {
    return with(
        new Limits(
            limits.perEndpoint,
            limits.total,
            positive("waiters", waiters),
            limits.acquireTimeout,
            limits.idleTimeout));
  }

  /// How long one may wait for a connection, the time to connect included.
  ///
  /// @throws IllegalArgumentException unless it is positive
  public PoolSettings<P> acquireTimeout(Duration timeout) {
    return with(
        new Limits(
            limits.perEndpoint,
            limits.total,
            limits.waitersMax,
            positive("time to wait for a connection", timeout),
            limits.idleTimeout));
  }

  /// How long a connection is kept that nobody uses.
  ///
  /// @throws IllegalArgumentException unless it is positive
  public PoolSettings<P> idleTimeout(Duration timeout) {
    return with(
        new Limits(
            limits.perEndpoint,
            limits.total,
            limits.waitersMax,
            limits.acquireTimeout,
            positive("idle time", timeout)));
  }

  /// How to connect.
  public PoolSettings<P> options(ConnectOptions options) {
    return new PoolSettings<>(limits, factory, options, checking);
  }

  /// Tries connections before they are used again. One that fails, or does not answer in time, is
  /// closed, and who waits gets another.
  ///
  /// @param idleFor only those that nobody has used for so long; zero means all
  /// @param limit how long the answer may take
  /// @throws IllegalArgumentException if `idleFor` is negative or `limit` not positive
  public PoolSettings<P> check(Duration idleFor, Duration limit, Check<? super P> check) {
    if (idleFor.isNegative()) {
      throw new IllegalArgumentException("an idle time of " + idleFor + " is negative");
    }
    return new PoolSettings<>(
        limits,
        factory,
        options,
        new Checking<>(
            idleFor, positive("time for a check", limit), Objects.requireNonNull(check, "check")));
  }

  /// Opens a pool, without connections yet. On the turn of `reactor`.
  public ConnectionPool<P> open(Reactor reactor) {
    ((Turn) reactor).checkTurn("PoolSettings.open");
    return new ConnectionPool<>(this, reactor);
  }

  private static int positive(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(number + " " + what + " are less than 1");
    }
    return number;
  }

  private static Duration positive(String what, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a " + what + " of " + time + " is not positive");
    }
    return time;
  }

  // For the pool.

  int perEndpoint() {
    return limits.perEndpoint;
  }

  int total() {
    return limits.total;
  }

  int waitersMax() {
    return limits.waitersMax;
  }

  Duration acquireTimeout() {
    return limits.acquireTimeout;
  }

  Duration idleTimeout() {
    return limits.idleTimeout;
  }

  ConnectOptions options() {
    return options;
  }

  ProtocolFactory<P> factory() {
    return factory;
  }

  boolean isCheckedAfter(long idleNanos) {
    return checking != null && checking.idleFor.compareTo(Duration.ofNanos(idleNanos)) <= 0;
  }

  Duration checkLimit() {
    return checking == null ? Duration.ZERO : checking.limit;
  }

  /// Whether a connection can be used.
  Deferred<Boolean> checked(P protocol) {
    var how = checking;
    return how == null
        ? Deferred.succeeded(true)
        : Deferred.maybeStage(() -> how.check.isHealthy(protocol));
  }
}
