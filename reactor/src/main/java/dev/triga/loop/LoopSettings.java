package dev.triga.loop;

import dev.triga.driver.DriverProvider;
import dev.triga.net.Resolver;
import dev.triga.reactor.ReactorClock;
import dev.triga.reactor.UncaughtPolicy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a reactor is made with, checked by the builder.
///
/// @param name appears in logs, thread names and events
/// @param driver makes the driver
/// @param clock where time comes from
/// @param wallClock what log entries are stamped with
/// @param resolver turns host names into addresses
/// @param random where jitter and the like come from; used on the turn
/// @param workExecutor runs the calls in threads instead of threads; null for threads
/// @param debug whether stacks are kept and read views stop working after the call
/// @param uncaught hears of contained failures
/// @param callsPerPass how many submissions and how many timers run in one pass
/// @param timePerPass how long submissions, and timers, run in one pass
/// @param spin how long a poll looks again and again before it sleeps; zero for not at all
/// @param phaseDeadline how long a phase of a system event is waited for
/// @param stallThreshold how long a callback may take before the watchdog reports it; zero for
///   never
public record LoopSettings(
    String name,
    DriverProvider driver,
    ReactorClock clock,
    InstantSource wallClock,
    Resolver resolver,
    RandomGenerator random,
    @Nullable Executor workExecutor,
    boolean debug,
    UncaughtPolicy uncaught,
    int callsPerPass,
    Duration timePerPass,
    Duration spin,
    Duration phaseDeadline,
    Duration stallThreshold) {}
