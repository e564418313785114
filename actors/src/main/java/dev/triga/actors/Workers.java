package dev.triga.actors;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The workers of a monitor: how many, where they live, and when they are replaced.
///
/// @param kind process, thread or local
/// @param count how many
/// @param supervision how those that end are replaced. By default each worker may be replaced
///   [#RESTARTS_PER_WORKER] times in 5 seconds; one that ends within 5 seconds of its start waits
///   100 ms before the next start, then twice as long each time, up to 10 seconds. Starts that fail
///   count as long as no worker has ever been ready, and are tried again without end afterwards
/// @param startsAtOnce how many may be starting at a time
/// @param maxAge how old a worker may get before it is replaced; null for any age
/// @param jitter by which part of it that age is shortened at random, so that workers that started
///   together do not retire together: 0 to 1
public record Workers(
    ActorKind kind,
    int count,
    Supervision supervision,
    int startsAtOnce,
    @Nullable Duration maxAge,
    double jitter)
    implements Serializable {

  /// How many workers a monitor may have.
  public static final int COUNT_MAX = 1_000;

  /// How many replacements there may be within 5 seconds for each worker there is to be.
  public static final int RESTARTS_PER_WORKER = 5;

  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final int STARTS_AT_ONCE = 4;

  /// Checks the numbers.
  ///
  /// @throws IllegalArgumentException if a number is outside its range, or the kind is none for
  ///   workers
  public Workers {
    Objects.requireNonNull(supervision, "supervision");
    if (kind == ActorKind.ARBITER || kind == ActorKind.MONITOR) {
      throw new IllegalArgumentException(kind + " is no kind of worker");
    }
    checkedCount(count);
    if (startsAtOnce < 1) {
      throw new IllegalArgumentException(startsAtOnce + " starts at once are less than 1");
    }
    if (maxAge != null && (maxAge.isNegative() || maxAge.isZero())) {
      throw new IllegalArgumentException("an age of " + maxAge + " is not positive");
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("a jitter of " + jitter + " is not within 0..1");
    }
  }

  /// Checks a number of workers.
  ///
  /// @throws IllegalArgumentException if it is negative or above [#COUNT_MAX]
  public static int checkedCount(int count) {
    if (count < 0 || count > COUNT_MAX) {
      throw new IllegalArgumentException(
          "%d workers are not within 0..%d".formatted(count, COUNT_MAX));
    }
    return count;
  }

  private static Workers of(ActorKind kind, int count) {
    var supervision =
        Supervision.DEFAULT
            .intensity(Math.max(1, checkedCount(count)) * RESTARTS_PER_WORKER, PERIOD)
            .backoff(FIRST_PAUSE, LONGEST_PAUSE);
    return new Workers(kind, count, supervision, STARTS_AT_ONCE, null, 0);
  }

  /// Workers in processes of their own.
  public static Workers processes(int count) {
    return of(ActorKind.PROCESS, count);
  }

  /// Workers on threads of their own.
  public static Workers threads(int count) {
    return of(ActorKind.THREAD, count);
  }

  /// Workers on the arbiter's reactor.
  public static Workers locals(int count) {
    return of(ActorKind.LOCAL, count);
  }

  /// The same with other limits of restarts; the strategy is one for one in any case.
  public Workers supervision(Supervision supervision) {
    return new Workers(kind, count, supervision, startsAtOnce, maxAge, jitter);
  }

  /// The same with another number that may be starting at a time.
  public Workers startsAtOnce(int starts) {
    return new Workers(kind, count, supervision, starts, maxAge, jitter);
  }

  /// The same with workers that are replaced at an age, shortened at random by up to a part of it.
  public Workers maxAge(Duration age, double jitter) {
    return new Workers(kind, count, supervision, startsAtOnce, age, jitter);
  }
}
