package dev.triga.async;

import dev.triga.loop.Failures;
import dev.triga.loop.Turn;
import dev.triga.reactor.Reactor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How long to wait after a failure before the next attempt, and when to give up.
///
/// Immutable, for any thread; each method that sets something gives a new one. By itself it neither
/// waits nor counts: [#delay] answers from what it is told, and [#retry] does the rest.
///
/// ```java
/// Backoff backoff = Backoff.exponential(ofSeconds(1), ofMinutes(1)).jitter(0.12).maxAttempts(8);
/// Deferred<Client> client = backoff.retry(reactor, () -> reactor.connect(endpoint, Client::new));
/// ```
public final class Backoff {
  /// By how much an exponential delay grows from one failure to the next, unless [#factor] says
  /// otherwise.
  public static final double DEFAULT_FACTOR = 2;

  /// No delay at all and no end: the next attempt comes in a later pass.
  public static final Backoff NONE = fixed(Duration.ZERO);

  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final Duration initial;
  private final Duration max;
  private final double factor;
  private final double jitter;
  private final Duration added;
  private final int maxAttempts;
  private final @Nullable Duration maxElapsed;
  private final Predicate<? super Throwable> retryable;

  private Backoff(
      Duration initial,
      Duration max,
      double factor,
      double jitter,
      Duration added,
      int maxAttempts,
      @Nullable Duration maxElapsed,
      Predicate<? super Throwable> retryable) {
    this.initial = initial;
    this.max = max;
    this.factor = factor;
    this.jitter = jitter;
    this.added = added;
    this.maxAttempts = maxAttempts;
    this.maxElapsed = maxElapsed;
    this.retryable = retryable;
  }

  /// The first delay is `initial`, each further one twice as long as the one before, up to `max`.
  /// Without jitter and without end.
  ///
  /// @throws IllegalArgumentException if `initial` is negative or longer than `max`
  public static Backoff exponential(Duration initial, Duration max) {
    if (initial.isNegative() || initial.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "a back-off from %s to %s is not possible: the first delay must not be negative nor longer than the longest"
              .formatted(initial, max));
    }
    return new Backoff(
        initial, max, DEFAULT_FACTOR, 0, Duration.ZERO, UNLIMITED, null, failure -> true);
  }

  /// Always the same delay. Without jitter and without end.
  ///
  /// @throws IllegalArgumentException if it is negative
  public static Backoff fixed(Duration delay) {
    return exponential(delay, delay);
  }

  /// How many times as long each delay is as the one before.
  ///
  /// @throws IllegalArgumentException unless it is at least 1 and finite
  public Backoff factor(double factor) {
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "a back-off factor of " + factor + " is not possible; it must be at least 1");
    }
    return new Backoff(initial, max, factor, jitter, added, maxAttempts, maxElapsed, retryable);
  }

  /// Shortens each delay by a random part of it, so that many who failed together do not come back
  /// together. A delay is never longer for it, and the next one does not depend on it.
  ///
  /// @param part the largest part, from 0 (none) to 1 (anything between nothing and all)
  /// @throws IllegalArgumentException if it is not within 0 and 1
  public Backoff jitter(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("a jitter of " + part + " is not within 0 and 1");
    }
    return new Backoff(initial, max, factor, part, added, maxAttempts, maxElapsed, retryable);
  }

  /// Adds to each delay a random time below `most`, as the policy of Twisted's `ClientService`
  /// does. The longest delay is longer by that.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Backoff addedJitter(Duration most) {
    if (most.isNegative()) {
      throw new IllegalArgumentException("an added jitter of " + most + " is negative");
    }
    return new Backoff(initial, max, factor, jitter, most, maxAttempts, maxElapsed, retryable);
  }

  /// Gives up after so many attempts in all, the first one included.
  ///
  /// @throws IllegalArgumentException if it is less than 1
  public Backoff maxAttempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException(attempts + " attempts are less than 1");
    }
    return new Backoff(initial, max, factor, jitter, added, attempts, maxElapsed, retryable);
  }

  /// Gives up rather than begin an attempt later than this after the first one began.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Backoff maxElapsed(Duration elapsed) {
    if (elapsed.isNegative()) {
      throw new IllegalArgumentException("a longest time of " + elapsed + " is negative");
    }
    return new Backoff(initial, max, factor, jitter, added, maxAttempts, elapsed, retryable);
  }

  /// Gives up at once on failures that are none of these types. Replaces what was said before about
  /// types. Cancellations, [dev.triga.reactor.Halt] and fatal errors of the virtual machine are
  /// given up on in any case.
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is only read.
  public final Backoff retryOn(Class<? extends Throwable>... types) {
    List<Class<? extends Throwable>> all = List.of(types);
    return retryIf(failure -> all.stream().anyMatch(type -> type.isInstance(failure)));
  }

  /// Gives up at once on failures for which `retryable` says false; see [#retryOn].
  ///
  /// @param retryable asked on the turn; what it throws takes the place of the failure
  public Backoff retryIf(Predicate<? super Throwable> retryable) {
    Objects.requireNonNull(retryable, "retryable");
    return new Backoff(initial, max, factor, jitter, added, maxAttempts, maxElapsed, retryable);
  }

  /// How long to wait before the next attempt; empty to give up.
  ///
  /// @param failures how many attempts have failed so far, at least 1
  /// @param elapsed the time since the first attempt began
  /// @param failure the latest failure
  /// @param random for the jitter; asked once for each kind of it, and not at all without jitter
  /// @throws IllegalArgumentException if `failures` is less than 1
  public Optional<Duration> delay(
      int failures, Duration elapsed, Throwable failure, RandomGenerator random) {
    if (failures < 1) {
      throw new IllegalArgumentException(
          "asked for a delay after " + failures + " failures; the first delay is that after 1");
    }
    if ((failures >= maxAttempts && maxAttempts != UNLIMITED) || !isRetryable(failure)) {
      return Optional.empty();
    }
    Duration delay = jittered(unjittered(failures), random);
    boolean isLate = maxElapsed != null && delay.compareTo(maxElapsed.minus(elapsed)) > 0;
    return isLate ? Optional.empty() : Optional.of(delay);
  }

  private boolean isRetryable(Throwable failure) {
    return !Failures.isFatal(failure)
        && !(failure instanceof CancellationException)
        && retryable.test(failure);
  }

  private Duration unjittered(int failures) {
    double growth = Math.pow(factor, failures - 1.0);
    // Compared as numbers of any size, so that no number of failures overflows.
    return initial.isZero() || growth >= seconds(max) / seconds(initial)
        ? initial.isZero() ? initial : max
        : scaled(initial, growth);
  }

  private Duration jittered(Duration delay, RandomGenerator random) {
    Duration shortened = jitter == 0 ? delay : scaled(delay, 1 - jitter * random.nextDouble());
    return added.isZero() ? shortened : shortened.plus(scaled(added, random.nextDouble()));
  }

  private static Duration scaled(Duration delay, double by) {
    double seconds = seconds(delay) * by;
    long whole = (long) seconds;
    return Duration.ofSeconds(whole, Math.round((seconds - whole) * 1e9));
  }

  private static double seconds(Duration duration) {
    return duration.toSeconds() + duration.toNanosPart() / 1e9;
  }

  /// Calls `attempt` now, and after each failure again when the delay is over, until it succeeds or
  /// this back-off gives up: then the result fails with the latest failure. Time and randomness are
  /// the reactor's.
  ///
  /// On the turn; the attempts run on it too. Cancelling the result cancels the attempt or the wait
  /// that is in progress; a value that comes after that is dropped. When the reactor stops during a
  /// wait, no further attempt is made and the result stays open.
  ///
  /// @param attempt begins one attempt; what it throws is a failure like any other
  public <T extends @Nullable Object> Deferred<T> retry(
      Reactor reactor, Callable<? extends CompletionStage<? extends T>> attempt) {
    ((Turn) reactor).checkTurn("Backoff.retry");
    return new Retry<T>(reactor, this, Objects.requireNonNull(attempt, "attempt")).begin();
  }

  @Override
  public String toString() {
    var text = new StringBuilder("Backoff[").append(initial);
    if (!initial.equals(max)) {
      text.append(" to ").append(max).append(" by ").append(factor);
    }
    if (jitter != 0) {
      text.append(", jitter ").append(jitter);
    }
    if (!added.isZero()) {
      text.append(", up to ").append(added).append(" more");
    }
    if (maxAttempts != UNLIMITED) {
      text.append(", ").append(maxAttempts).append(" attempts");
    }
    if (maxElapsed != null) {
      text.append(", for ").append(maxElapsed);
    }
    return text.append(']').toString();
  }
}
