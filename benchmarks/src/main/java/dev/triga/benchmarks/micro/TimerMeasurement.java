package dev.triga.benchmarks.micro;

import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Timers while others are outstanding: schedule and cancel, schedule and fire.
///
/// Those outstanding are due in an hour and never fire. Those that fire are due within 1 to 10 ms,
/// so their time by the clock is mostly waiting and their processor time is the figure.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerMeasurement {
  private static final int BATCH = 100_000;
  private static final int DELAYS = 4096;
  private static final long SEED = 20261120;

  /// The contestant.
  @Param("jdk-scheduled")
  public String subject = "";

  /// Timers that are scheduled before the measurement and stay.
  @Param("1000")
  public int outstanding;

  private final Delay[] cancelled = new Delay[DELAYS];
  private final Delay[] fired = new Delay[DELAYS];
  private final Semaphore allFired = new Semaphore(0);
  private int toFire;
  private int single;
  private long due;
  private long late;

  @SuppressWarnings("NullAway.Init") // JMH calls setUp first.
  private TimerSubject timers;

  /// JMH makes it.
  public TimerMeasurement() {}

  /// Opens the contestant and schedules those that stay.
  @Setup
  public void setUp() {
    timers = TimerSubject.open(subject);
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < DELAYS; i++) {
      cancelled[i] = Delay.ofNanos(random.nextLong(1_000_000, 60_000_000_000L));
      fired[i] = Delay.ofNanos(random.nextLong(1_000_000, 10_000_000));
    }
    Runnable never =
        () -> {
          throw new IllegalStateException("A timer of an hour fired early");
        };
    timers.runAtHome(() -> {
      for (int i = 0; i < outstanding; i++) {
        timers.schedule(Delay.ofNanos(3_600_000_000_000L + i * 1_000L), never);
      }
    });
  }

  /// Closes the contestant.
  @TearDown
  public void tearDown() {
    timers.close();
  }

  /// One after the other: schedule a call and cancel it.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void scheduleCancel(ProcessorTime time) {
    timers.runAtHome(this::scheduleAndCancelBatch);
    time.add(BATCH);
  }

  /// Schedules a batch and waits until all of it has fired.
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void scheduleFire(ProcessorTime time) {
    toFire = BATCH;
    timers.runAtHome(this::scheduleBatch);
    Waiting.take(allFired, 1);
    time.add(BATCH);
  }

  /// One timer after the other: how late it fires. The score by the clock is mostly waiting.
  @Benchmark
  public void lateness(LateTimes times) {
    Delay delay = fired[single++ % DELAYS];
    timers.runAtHome(() -> {
      due = System.nanoTime() + delay.nanos();
      timers.schedule(delay, this::fireSingle);
    });
    Waiting.take(allFired, 1);
    times.add(late);
  }

  private void fireSingle() {
    late = System.nanoTime() - due;
    allFired.release();
  }

  private void scheduleAndCancelBatch() {
    Runnable task = this::fire;
    for (int i = 0; i < BATCH; i++) {
      timers.cancel(timers.schedule(cancelled[i % DELAYS], task));
    }
  }

  private void scheduleBatch() {
    Runnable task = this::fire;
    for (int i = 0; i < BATCH; i++) {
      timers.schedule(fired[i % DELAYS], task);
    }
  }

  /// Always on the contestant's one thread; whoever schedules a batch has read the last one's end
  /// from the semaphore and hands over its count by scheduling.
  private void fire() {
    if (--toFire == 0) {
      allFired.release();
    }
  }
}
