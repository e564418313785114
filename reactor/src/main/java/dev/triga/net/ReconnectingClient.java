package dev.triga.net;

import dev.triga.async.Backoff;
import dev.triga.async.Deferred;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.Registration;
import dev.triga.reactor.ScheduledCall;
import dev.triga.reactor.SystemEvent;
import dev.triga.reactor.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A client that comes back: connects, and whenever that fails or the connection ends, again after
/// a while, until it is stopped.
///
/// ```java
/// var feed = ReconnectingClient.of(endpoint, Feed::new)
///     .backoff(Backoff.exponential(ofSeconds(1), ofMinutes(1)).jitter(0.12))
///     .start(reactor);
/// Deferred<Feed> connected = feed.whenConnected();
/// ```
///
/// **The wait** is decided by a [Backoff]: by default [#DEFAULT_BACKOFF]. A failed attempt counts
/// as a failure, and so does the end of a connection; the count begins anew whenever a connection
/// stands. Time and chance are the reactor's. When the back-off gives up, so does the client, with
/// a warning in the log: it is [State#STOPPED], and who waits gets the last failure.
///
/// **In a tree of services** each start of the service starts a client: `Service.of("feed", () ->
/// (feed = settings.start(reactor)).whenConnected(), () -> feed.stop())`.
///
/// **The end.** [#stop()] ends the attempt, the wait or the connection; the reactor's shutdown
/// stops the client by itself. A client is started once; for another life start another.
///
/// **Threads.** On the turn.
///
/// @param <P> the type of protocol
public final class ReconnectingClient<P extends Protocol> {
  /// Twisted's policy for clients that reconnect: 2.7 s, e times as long after each further
  /// failure, up to an hour, each up to 12 % shorter by chance.
  public static final Backoff DEFAULT_BACKOFF =
      Backoff.exponential(Duration.ofNanos(2_718_281_828L), Duration.ofHours(1))
          .factor(Math.E)
          .jitter(0.119626565582);

  /// The policy of Twisted's `ClientService`: 1 s, half as long again after each further failure,
  /// up to a minute, and up to a second more by chance.
  public static final Backoff SERVICE_BACKOFF =
      Backoff.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1))
          .factor(1.5)
          .addedJitter(Duration.ofSeconds(1));

  /// How many may wait for the connection at a time.
  public static final int WAITERS_MAX = 100_000;

  /// What a client is doing.
  public enum State {
    /// It tries to connect, or prepares a connection.
    CONNECTING,
    /// It waits before the next attempt.
    WAITING,
    /// The connection stands.
    CONNECTED,
    /// It was stopped, and the connection is about to end.
    STOPPING,
    /// It was stopped or has given up.
    STOPPED
  }

  /// Gets a connection ready for use, for example by logging in.
  ///
  /// @param <P> the type of protocol
  @FunctionalInterface
  public interface Preparation<P extends Protocol> {
    /// Begins to prepare a connection that has just been made. On the turn.
    ///
    /// @return ends when the connection is ready; a failure ends the connection, and counts as one
    ///   of connecting
    /// @throws Exception a failure too
    CompletionStage<?> prepare(P protocol) throws Exception;
  }

  /// What a client is to be like: a value, each method makes a new one. Any thread.
  ///
  /// @param <P> the type of protocol
  public static final class Settings<P extends Protocol> {
    private final Endpoint endpoint;
    private final ProtocolFactory<P> factory;
    private final ConnectOptions options;
    private final Backoff backoff;
    private final @Nullable Preparation<? super P> preparation;

    private Settings(
        Endpoint endpoint,
        ProtocolFactory<P> factory,
        ConnectOptions options,
        Backoff backoff,
        @Nullable Preparation<? super P> preparation) {
      this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
      this.factory = Objects.requireNonNull(factory, "factory");
      this.options = Objects.requireNonNull(options, "options");
      this.backoff = Objects.requireNonNull(backoff, "backoff");
      this.preparation = preparation;
    }

    /// How to connect.
    public Settings<P> options(ConnectOptions options) {
      return new Settings<>(endpoint, factory, options, backoff, preparation);
    }

    /// How long to wait after failures, and when to give up.
    public Settings<P> backoff(Backoff backoff) {
      return new Settings<>(endpoint, factory, options, backoff, preparation);
    }

    /// What to do with each connection before it counts as standing, within the time-out of the
    /// options.
    public Settings<P> prepare(Preparation<? super P> preparation) {
      return new Settings<>(
          endpoint, factory, options, backoff, Objects.requireNonNull(preparation, "preparation"));
    }

    /// Starts a client, which begins to connect soon. On the turn of `reactor`.
    public ReconnectingClient<P> start(Reactor reactor) {
      ((Turn) reactor).checkTurn("ReconnectingClient.Settings.start");
      var client = new ReconnectingClient<>(this, reactor);
      client.begin();
      return client;
    }
  }

  private final Settings<P> settings;
  private final Reactor reactor;
  private final Turn turn;
  private final ConnectedWaiters<P> waiters;
  private final List<Deferred<@Nullable Void>> stopWaiters = new ArrayList<>();
  private State state = State.CONNECTING;
  private int failures;
  private long failingSinceNanos;
  private @Nullable Registration atShutdown;

  /// The attempt to connect or to prepare, if one is under way.
  private @Nullable Deferred<?> attempt;

  private @Nullable ScheduledCall wait;
  private @Nullable OpenConnection<P> connection;

  /// Why the connection was ended by us, if it was.
  private @Nullable Throwable whyUnprepared;

  /// Why there will be no further connection, once that is so.
  private @Nullable Throwable whyStopped;

  private ReconnectingClient(Settings<P> settings, Reactor reactor) {
    this.settings = settings;
    this.reactor = reactor;
    this.turn = (Turn) reactor;
    this.waiters = new ConnectedWaiters<>(reactor);
  }

  /// A client of `endpoint` with the default settings, to be changed and started.
  public static <P extends Protocol> Settings<P> of(Endpoint endpoint, ProtocolFactory<P> factory) {
    return new Settings<>(endpoint, factory, ConnectOptions.DEFAULT, DEFAULT_BACKOFF, null);
  }

  // Questions.

  /// The protocol of the connection that stands, or else of the next one. It never fails but by
  /// [#stop()], which cancels it, and when the client gives up.
  public Deferred<P> whenConnected() {
    return whenConnected(Integer.MAX_VALUE);
  }

  /// As [#whenConnected()], but fails with the last failure after so many attempts have failed from
  /// now on. One that is under way counts.
  ///
  /// @throws IllegalArgumentException if `failAfter` is less than 1
  public Deferred<P> whenConnected(int failAfter) {
    turn.checkTurn("ReconnectingClient.whenConnected");
    if (failAfter < 1) {
      throw new IllegalArgumentException(
          "cannot wait for a connection until after " + failAfter + " failures; 1 is the least");
    }
    var current = current();
    if (current.isPresent()) {
      var now = Deferred.<P>named("connected", reactor);
      now.succeed(current.get());
      return now;
    }
    var waiter = waiters.add(failAfter);
    if (whyStopped != null) {
      waiters.end(whyStopped);
    }
    return waiter;
  }

  /// The protocol of the connection, if one stands and is not about to end. On the turn.
  public Optional<P> current() {
    return state == State.CONNECTED && connection != null && !connection.transport().isEnding()
        ? Optional.of(connection.protocol())
        : Optional.empty();
  }

  /// What it is doing. On the turn.
  public State state() {
    return state;
  }

  /// How many failures there have been since a connection stood. On the turn.
  public int failures() {
    return failures;
  }

  // Connecting.

  private void begin() {
    atShutdown = reactor.events().before(SystemEvent.SHUTDOWN, (Trigger) this::stop);
    connect();
  }

  private void connect() {
    state = State.CONNECTING;
    wait = null;
    var connecting =
        OpenConnection.make(reactor, settings.endpoint, settings.options, settings.factory);
    attempt = connecting;
    var ignored =
        connecting.handle((made, failure) -> {
          attempt = null;
          if (failure == null) {
            made(made);
          } else if (state == State.CONNECTING) {
            failed(failure);
          } else {
            stopped();
          }
          return true;
        });
  }

  private void made(OpenConnection<P> made) {
    connection = made;
    var ignored = made.transport().ended().thenAccept(this::ended);
    if (state != State.CONNECTING) {
      made.transport().close();
      return;
    }
    if (settings.preparation == null) {
      ready(made);
    } else {
      prepare(made, settings.preparation);
    }
  }

  private void prepare(OpenConnection<P> made, Preparation<? super P> preparation) {
    Deferred<?> preparing =
        Deferred.maybeStage(() -> preparation.prepare(made.protocol()))
            .on(reactor)
            .timeout(settings.options.timeout());
    attempt = preparing;
    var ignored =
        preparing.handle((value, failure) -> {
          attempt = null;
          if (failure == null) {
            ready(made);
          } else if (state == State.CONNECTING) {
            whyUnprepared = failure;
            made.transport()
                .abort(
                    CloseReason.of(
                        CloseReason.Kind.ABORTED, "it could not be prepared: " + failure, failure));
          }
          return true;
        });
  }

  private void ready(OpenConnection<P> made) {
    if (state == State.CONNECTING && !made.transport().isEnding()) {
      state = State.CONNECTED;
      failures = 0;
      waiters.connected(made.protocol());
    }
  }

  /// The connection is over.
  private void ended(CloseReason reason) {
    connection = null;
    if (attempt != null) {
      attempt.cancel();
    }
    if (state == State.STOPPING) {
      stopped();
    } else if (state == State.CONNECTED || state == State.CONNECTING) {
      var why = whyUnprepared;
      whyUnprepared = null;
      failed(
          why != null
              ? why
              : new ConnectionEnded("the stop of the client of " + settings.endpoint, reason));
    }
  }

  private void failed(Throwable failure) {
    boolean hadBeenConnected = state == State.CONNECTED;
    if (failures == 0) {
      failingSinceNanos = reactor.clock().nanoTime();
    }
    failures = Math.max(failures, failures + 1); // Stays at the largest number.
    if (!hadBeenConnected) {
      waiters.failed(failure);
    }
    var elapsed = Duration.ofNanos(reactor.clock().nanoTime() - failingSinceNanos);
    try {
      var delay = settings.backoff.delay(failures, elapsed, failure, reactor.random());
      if (delay.isPresent()) {
        state = State.WAITING;
        wait = reactor.schedule(delay.get(), this::connect);
      } else {
        giveUp(failure);
      }
    } catch (ReactorStoppedException e) {
      end(new CancellationException("the reactor has stopped"));
    } catch (RuntimeException e) {
      // From the user's predicate about failures.
      e.addSuppressed(failure);
      giveUp(e);
    }
  }

  private void giveUp(Throwable failure) {
    reactor
        .log()
        .warning(
            "the client of "
                + settings.endpoint
                + " gives up after "
                + failures
                + " failures: "
                + failure);
    end(failure);
  }

  // The end.

  /// Stops: ends the attempt or the wait at once, a connection in order; see [Transport#close()].
  /// Who waits for a connection is cancelled. Idempotent.
  ///
  /// @return succeeds when there is no connection any more
  public Deferred<@Nullable Void> stop() {
    turn.checkTurn("ReconnectingClient.stop");
    var done = Deferred.<@Nullable Void>named("stopped", reactor);
    stopWaiters.add(done);
    var open = connection;
    switch (state) {
      case STOPPED -> stopped();
      case STOPPING -> {
        // The connection is about to end.
      }
      default -> {
        end(new CancellationException("the client of " + settings.endpoint + " was stopped"));
        if (open == null && attempt == null) {
          stopped();
        } else {
          // What was begun is heard of once more.
          state = State.STOPPING;
          if (open != null) {
            open.transport().close();
          }
        }
      }
    }
    return done;
  }

  /// There will be no further attempt.
  private void end(Throwable why) {
    state = State.STOPPED;
    whyStopped = why;
    if (atShutdown != null) {
      atShutdown.cancel();
      atShutdown = null;
    }
    if (wait != null) {
      wait.cancel();
      wait = null;
    }
    if (attempt != null) {
      attempt.cancel();
    }
    waiters.end(why);
  }

  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  private void stopped() {
    state = State.STOPPED;
    stopWaiters.forEach(done -> done.succeed(null));
    stopWaiters.clear();
  }

  @Override
  public String toString() {
    return "ReconnectingClient["
        + settings.endpoint
        + ", "
        + state
        + ", "
        + failures
        + " failures]";
  }
}
