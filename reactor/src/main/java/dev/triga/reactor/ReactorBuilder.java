package dev.triga.reactor;

import dev.triga.driver.DriverProvider;
import dev.triga.driver.Drivers;
import dev.triga.loop.EventLoop;
import dev.triga.loop.LoopSettings;
import dev.triga.net.Resolver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Settings of a reactor, each with a default. Not for several threads at once; it can open any
/// number of reactors.
public final class ReactorBuilder {
  /// The system property that names the driver when the program does not.
  public static final String DRIVER_PROPERTY = "triga.reactor";

  /// The system property that turns debug mode on when it is `true`.
  public static final String DEBUG_PROPERTY = "triga.debug";

  /// The system property with the microseconds that reactors spin when their program does not say;
  /// see [#spin].
  public static final String SPIN_PROPERTY = "triga.spin";

  private static final int GROUP_SIZE_MAX = 1024;
  private static final Duration SPIN_MAX = Duration.ofSeconds(1);

  private static final AtomicInteger COUNT = new AtomicInteger();

  /// Whether a reactor of this process has said why it does without a native driver.
  private static final AtomicBoolean IS_PORTABLE_EXPLAINED = new AtomicBoolean();

  private @Nullable String name;
  private @Nullable DriverProvider driver;
  private ReactorClock clock = ReactorClock.system();
  private InstantSource wallClock = InstantSource.system();
  private Resolver resolver = Resolver.system();
  private @Nullable RandomGenerator random;
  private @Nullable Executor workExecutor;
  private boolean debug = Boolean.getBoolean(DEBUG_PROPERTY);
  private UncaughtPolicy uncaught = UncaughtPolicy.toLog();
  private int callsPerPass = 4096;
  private Duration timePerPass = Duration.ofMillis(1);
  private @Nullable Duration spin;
  private Duration phaseDeadline = Duration.ofSeconds(30);
  private Duration stallThreshold = Duration.ofMillis(100);

  ReactorBuilder() {}

  /// The name in logs, thread names and events; `reactor-N` by default.
  public ReactorBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /// The driver of this name, such as `epoll` or `nio`; by default the one that the system property
  /// `triga.reactor` names, else the best that is available.
  ///
  /// @throws dev.triga.driver.DriverUnavailableException if there is none of that name, or it
  ///   cannot be had on this machine; the message says why and which ones there are
  public ReactorBuilder driver(String name) {
    this.driver = Drivers.named(name);
    return this;
  }

  /// A driver of one's own.
  public ReactorBuilder driver(DriverProvider driver) {
    this.driver = Objects.requireNonNull(driver, "driver");
    return this;
  }

  /// Where the reactor takes its time from.
  public ReactorBuilder clock(ReactorClock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /// What log entries are stamped with.
  public ReactorBuilder wallClock(InstantSource wallClock) {
    this.wallClock = Objects.requireNonNull(wallClock, "wallClock");
    return this;
  }

  /// Who turns host names into addresses; by default the JDK asks the system.
  public ReactorBuilder resolver(Resolver resolver) {
    this.resolver = Objects.requireNonNull(resolver, "resolver");
    return this;
  }

  /// Where the reactor's [Reactor#random()] comes from; by default each reactor has one of its own
  /// that begins anywhere. Give one that begins at a known seed to have a run repeat. It is used on
  /// the turn only, so reactors on several threads need one each.
  public ReactorBuilder random(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
    return this;
  }

  /// Who runs the calls of [Reactor#callInThread] and [Reactor#deferToThread], in place of threads:
  /// for tests and simulations that want to say when. The limits of [Threads] hold all the same. A
  /// call that the executor runs is over when it returns; one that it has not run when the reactor
  /// stops is dropped.
  public ReactorBuilder workExecutor(Executor executor) {
    this.workExecutor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /// Debug mode: failures tell where their callback was registered, and the views that
  /// [dev.triga.net.Protocol#dataReceived] gets stop working after the call. Off by default, unless
  /// the system property `triga.debug` is `true`; it costs time.
  public ReactorBuilder debug(boolean debug) {
    this.debug = debug;
    return this;
  }

  /// Who hears of failures that nobody handles; by default the log.
  public ReactorBuilder uncaught(UncaughtPolicy uncaught) {
    this.uncaught = Objects.requireNonNull(uncaught, "uncaught");
    return this;
  }

  /// How much runs in one pass before input and output get their turn: at most so many submissions,
  /// and as many timers, for at most this time each. By default 4 096 and 1 ms.
  ///
  /// @throws IllegalArgumentException unless both are positive
  public ReactorBuilder passLimits(int calls, Duration time) {
    if (calls < 1) {
      throw new IllegalArgumentException("calls per pass " + calls + " is less than 1");
    }
    this.callsPerPass = calls;
    this.timePerPass = positive("time per pass", time);
    return this;
  }

  /// How long the reactor looks for events again and again before it goes to sleep; zero, the
  /// default, for not at all. What comes meanwhile is answered without the time that waking takes
  /// (some 20 µs), at the price of a processor that is busy all the while. Worth it where a
  /// processor can be spared and each answer is waited for; 50 µs are a good start. Without this
  /// call the system property `triga.spin` counts, in microseconds. For work that other threads
  /// submit a reactor looks without being asked to, while that comes within microseconds.
  ///
  /// @throws IllegalArgumentException if it is negative or above a second
  public ReactorBuilder spin(Duration time) {
    if (time.isNegative() || time.compareTo(SPIN_MAX) > 0) {
      throw new IllegalArgumentException(
          "spin " + time + " is not between zero and " + SPIN_MAX.toSeconds() + " s");
    }
    this.spin = time;
    return this;
  }

  private static Duration spinProperty() {
    String micros = System.getProperty(SPIN_PROPERTY, "0");
    try {
      long value = Long.parseLong(micros);
      if (value >= 0 && value <= SPIN_MAX.toNanos() / 1000) {
        return Duration.ofNanos(value * 1000);
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw new IllegalArgumentException(
        "the system property "
            + SPIN_PROPERTY
            + " is '"
            + micros
            + "'; give microseconds, between 0 and "
            + SPIN_MAX.toNanos() / 1000);
  }

  /// How long each phase of a system event may take before it is left; 30 s by default. Connections
  /// that are open at shutdown get as long to take what was written to them.
  ///
  /// @throws IllegalArgumentException unless it is positive
  public ReactorBuilder phaseDeadline(Duration deadline) {
    this.phaseDeadline = positive("phase deadline", deadline);
    return this;
  }

  /// How long one callback may take before the watchdog reports where it is stuck; 100 ms by
  /// default, zero for never. The watchdog looks twice in that time, so that a callback of up to
  /// one and a half times it may pass unseen. All callbacks of a pass together are reported at ten
  /// times that. In the first second of a reactor, or in ten times the threshold if that is less,
  /// nothing is reported, because classes are loaded then.
  ///
  /// @throws IllegalArgumentException if it is negative
  public ReactorBuilder stallThreshold(Duration threshold) {
    if (threshold.isNegative()) {
      throw new IllegalArgumentException("stall threshold " + threshold + " is negative");
    }
    this.stallThreshold = threshold;
    return this;
  }

  /// Opens a reactor with these settings.
  ///
  /// @throws dev.triga.driver.DriverUnavailableException if its driver cannot be opened
  /// @throws IllegalArgumentException if the system property `triga.spin` is none of what it may be
  public Reactor open() {
    var loop =
        new EventLoop(
            new LoopSettings(
                name != null ? name : "reactor-" + COUNT.incrementAndGet(),
                driver != null ? driver : Drivers.byDefault(),
                clock,
                wallClock,
                resolver,
                random != null ? random : new SplittableRandom(),
                workExecutor,
                debug,
                uncaught,
                callsPerPass,
                timePerPass,
                spin != null ? spin : spinProperty(),
                phaseDeadline,
                stallThreshold));
    explain(loop);
    return loop;
  }

  /// Opens so many reactors with these settings, as one group. Their names are the name with `-1`,
  /// `-2` and so on.
  ///
  /// @param size how many; as many as processors that protocol work may use
  /// @throws IllegalArgumentException unless there is at least one
  /// @throws dev.triga.driver.DriverUnavailableException if their driver cannot be opened
  public ReactorGroup openGroup(int size) {
    if (size < 1 || size > GROUP_SIZE_MAX) {
      throw new IllegalArgumentException(
          "a group of " + size + " reactors; give 1 to " + GROUP_SIZE_MAX);
    }
    String groupName = name != null ? name : "reactor-" + COUNT.incrementAndGet();
    var before = name;
    List<Reactor> reactors = new ArrayList<>();
    try {
      for (int number = 1; number <= size; number++) {
        name = groupName + "-" + number;
        reactors.add(open());
      }
      return new ReactorGroup(reactors);
    } catch (RuntimeException e) {
      reactors.forEach(Reactor::close);
      throw e;
    } finally {
      name = before;
    }
  }

  /// Says once per process, in the log of the first reactor concerned, why the default is not a
  /// native driver.
  private void explain(EventLoop loop) {
    if (driver == null
        && System.getProperty(DRIVER_PROPERTY) == null
        && !IS_PORTABLE_EXPLAINED.getAndSet(true)) {
      Drivers.whyOnlyPortable().ifPresent(loop.log()::info);
    }
  }

  private static Duration positive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " " + value + " is not positive");
    }
    return value;
  }
}
