package dev.triga.loop;

import dev.triga.async.Deferred;
import dev.triga.driver.AdoptRequest;
import dev.triga.driver.ChunkPool;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.ReadBuffer;
import dev.triga.net.ConnectOptions;
import dev.triga.net.DatagramFactory;
import dev.triga.net.DatagramOptions;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Resolver;
import dev.triga.net.Transport;
import dev.triga.reactor.CallGroup;
import dev.triga.reactor.CallbackFailure;
import dev.triga.reactor.Descriptors;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorClock;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.reactor.ScheduledCall;
import dev.triga.reactor.Signals;
import dev.triga.reactor.SystemEvents;
import dev.triga.reactor.ThreadKind;
import dev.triga.transport.Datagrams;
import dev.triga.transport.Streams;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The reactor: what users see of it, and what its parts need of each other.
///
/// The work is done in the rooms beside: [LifeCycle] takes the turn and leads from start to end,
/// [Pass] says what runs in which order, [TimerQueue], [SubmissionQueue], [SystemEventTable],
/// [SignalTable], [DescriptorTable] and [Streams] hold what is registered.
public final class EventLoop implements Reactor, Turn, TimerHome, Failures {
  private final LoopSettings settings;
  private final long origin;
  private final ReadBuffer readBuffer;
  private final ChunkPool chunks = new ChunkPool();
  private final Driver driver;
  private final TimerQueue timers;
  private final Pass pass;

  // Asked by every Deferred, so without a detour.
  private final ReadyQueue ready;
  private final boolean isDebug;

  private final NamedLog log;
  private final SystemEventTable events;
  private final SignalTable signals;
  private final DescriptorTable descriptors;
  private final Streams streams;
  private final Datagrams datagrams;
  private final UnobservedFailures unobserved;
  private final Coroutines coroutines;
  private final WorkThreads threads;
  private final LifeCycle life;
  private long receivedBytes;
  private long writtenBytes;

  /// Opens the driver.
  ///
  /// @throws dev.triga.driver.DriverUnavailableException if it cannot be opened
  public EventLoop(LoopSettings settings) {
    this.settings = settings;
    this.isDebug = settings.debug();
    this.origin = settings.clock().nanoTime();
    this.readBuffer = new ReadBuffer(settings.debug());
    this.timers = new TimerQueue(this);
    this.log = NamedLog.ofReactor(settings.name(), this, settings.wallClock());
    this.driver = settings.driver().open(new Context());
    this.pass = new Pass(this, driver, timers, settings);
    this.ready = pass.ready;
    this.events =
        new SystemEventTable(
            settings.name(), this, this, log, settings.phaseDeadline(), () -> new Deferred<>(this));
    this.signals = new SignalTable(settings.name(), this, this, log, this::stop, this::haltNow);
    this.descriptors = new DescriptorTable(this, this, log, driver);
    this.streams = new Streams(this, driver);
    this.datagrams = new Datagrams(this, driver);
    this.unobserved = new UnobservedFailures(this);
    this.life = new LifeCycle(this, settings);
    this.coroutines = new Coroutines(this);
    this.threads = new WorkThreads(this, settings.workExecutor(), settings.phaseDeadline());
    events.shutdownBeginsWith(() -> {
      datagrams.closeAll();
      return streams
          .closeAll(settings.phaseDeadline())
          .thenCompose(_ -> coroutines.cancelAll())
          .thenCompose(_ -> threads.idle());
    });
  }

  /// The reactor whose turn the calling thread has.
  public static @Nullable EventLoop ofThisThread() {
    return LifeCycle.ofThisThread();
  }

  // Life cycle.

  @Override
  public void run() {
    life.run();
  }

  @Override
  public Reactor start() {
    life.start();
    return this;
  }

  @Override
  public boolean stop() {
    return life.stop();
  }

  /// Ends at once, without any event, and has [#run()] throw the halt. Any thread.
  void haltNow(Halt halt) {
    life.halt(halt, true);
  }

  @Override
  public void crash() {
    life.crash();
  }

  @Override
  public void iterate(Duration wait) {
    life.iterate(wait);
  }

  @Override
  public void close() {
    life.close();
  }

  @Override
  public boolean awaitStopped(Duration wait) throws InterruptedException {
    return life.awaitStopped(wait);
  }

  @Override
  public State state() {
    return life.state();
  }

  // The turn.

  @Override
  public boolean isOnTurn() {
    return life.holder() == Thread.currentThread();
  }

  /// Refuses a call from a thread that has not the turn; while nobody has it, whoever configures
  /// the reactor may go on.
  @Override
  public void checkTurn(String method) {
    var holder = life.holder();
    if (holder != Thread.currentThread()) {
      life.refuse(method, holder);
    }
  }

  /// Notes that the driver has begun to call back. First thing in every sink.
  public void enter() {
    pass.enter();
  }

  /// Runs what the callback that has just ended made ready. Last thing in every sink.
  public void afterCallback() {
    pass.afterCallback();
  }

  @Override
  public void ready(Runnable delivery) {
    ready.add(delivery);
  }

  @Override
  public boolean isNothingReady() {
    return ready.isEmpty();
  }

  @Override
  public void deliver(Runnable delivery) {
    if (pass.submissions.offer(delivery)) {
      pass.wakeIfAsleep();
    } else {
      life.lendTurn(delivery);
    }
  }

  @Override
  public void excuseStalls(boolean areExcused) {
    life.excuseStalls(areExcused);
  }

  @Override
  public long callbacks() {
    return pass.counter.steps();
  }

  @Override
  public LoopFigures figures() {
    return new LoopFigures(timers.size(), streams.connectionCount(), receivedBytes, writtenBytes);
  }

  /// Counts bytes that have come over a stream connection. On the turn.
  public void countReceived(int bytes) {
    receivedBytes += bytes;
  }

  /// Counts bytes that were taken to be sent over a stream connection. On the turn.
  public void countWritten(long bytes) {
    writtenBytes += bytes;
  }

  /// Has a target flushed at the end of this part of the pass.
  public void flushLater(FlushTarget target) {
    pass.flushes.add(target);
  }

  // Work and time.

  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task");
    if (!pass.submissions.offer(TracedTask.of(task, settings.debug()))) {
      throw new ReactorStoppedException("a submitted task", name());
    }
    pass.wakeIfAsleep();
  }

  @Override
  public <T extends @Nullable Object> Deferred<T> submit(Callable<T> task) {
    Objects.requireNonNull(task, "task");
    var result = new Deferred<T>(this);
    execute(() -> complete(result, task));
    return result;
  }

  @Override
  public Deferred<@Nullable Void> deferLater(Duration delay) {
    return deferLater(delay, () -> null);
  }

  @Override
  public <T extends @Nullable Object> Deferred<T> deferLater(
      Duration delay, Callable<? extends T> task) {
    Objects.requireNonNull(task, "task");
    var result = new Deferred<T>(this);
    var timer = startTimer(delay, () -> complete(result, task));
    return result.onCancel(why -> timer.drop());
  }

  private static <T extends @Nullable Object> void complete(
      Deferred<T> result, Callable<? extends T> task) {
    if (result.isDone()) {
      return;
    }
    try {
      result.succeed(task.call());
    } catch (Throwable t) {
      result.fail(t);
      if (Failures.isFatal(t)) {
        throw WorkFailures.<RuntimeException>raise(t);
      }
    }
  }

  @Override
  public ScheduledCall schedule(Duration delay, Runnable task) {
    return schedule(delay, task, null);
  }

  @Override
  public ScheduledCall schedule(Duration delay, CallGroup group, Runnable task) {
    return schedule(delay, task, Objects.requireNonNull(group, "group"));
  }

  private ScheduledCall schedule(Duration delay, Runnable task, @Nullable CallGroup group) {
    Objects.requireNonNull(task, "task");
    var call = start(delay, TracedTask.of(task, settings.debug()), group);
    if (call == null) {
      throw new ReactorStoppedException("a scheduled call", name());
    }
    return call;
  }

  /// Schedules a task of the reactor's own.
  ///
  /// @return whether it will run; not after the end
  boolean scheduleUpkeep(Duration delay, Runnable task) {
    return start(delay, new Upkeep(task), null) != null;
  }

  private @Nullable TimerCall start(Duration delay, Runnable task, @Nullable CallGroup group) {
    var call = new TimerCall(timers, TimerInstant.after(now(), delay), task, group);
    return timers.schedule(call) ? call : null;
  }

  @Override
  public ScheduledCall whenRunning(Runnable task) {
    return schedule(Duration.ZERO, task);
  }

  @Override
  public Timer startTimer(Duration delay, Runnable task) {
    return schedule(delay, task)::cancel;
  }

  @Override
  public List<ScheduledCall> scheduledCalls() {
    checkTurn("Reactor.scheduledCalls");
    return timers.list();
  }

  @Override
  public long now() {
    return settings.clock().nanoTime() - origin;
  }

  @Override
  public void post(Runnable message) {
    deliver(message);
  }

  // Coroutines and threads.

  @Override
  public <T extends @Nullable Object> Deferred<T> async(Callable<? extends T> function) {
    return coroutines.start(Objects.requireNonNull(function, "function"));
  }

  @Override
  public WorkThreads threads() {
    return threads;
  }

  @Override
  public void callInThread(Runnable task) {
    threads.call(Objects.requireNonNull(task, "task"));
  }

  @Override
  public <T extends @Nullable Object> Deferred<T> deferToThread(
      ThreadKind kind, Callable<? extends T> work) {
    return threads.defer(
        Objects.requireNonNull(kind, "kind"), Objects.requireNonNull(work, "work"));
  }

  @Override
  public <T extends @Nullable Object> T blockingCallFromThread(Callable<? extends T> function) {
    return BlockingCall.make(this, Objects.requireNonNull(function, "function"));
  }

  @Override
  public boolean waitOutside(BooleanSupplier isDone) {
    return life.waitOutside(isDone);
  }

  // Failures.

  @Override
  public void report(String kind, Object callback, Throwable error, @Nullable Throwable origin) {
    if (Failures.isFatal(error)) {
      life.halt(error, false);
      return;
    }
    tell(new CallbackFailure(kind, CallbackName.of(callback, error), error, origin));
  }

  /// {@inheritDoc}
  ///
  /// Called first and last thing in a sink: notes that the poll calls back, and runs afterwards
  /// what the callback made ready.
  @Override
  public boolean contain(String kind, Runnable callback) {
    enter();
    boolean isDone = Failures.super.contain(kind, callback);
    afterCallback();
    return isDone;
  }

  /// Gives a failure to the uncaught handler.
  void tell(CallbackFailure failure) {
    try {
      settings.uncaught().uncaught(this, failure);
    } catch (Halt halt) {
      life.halt(halt, false);
    } catch (Throwable t) {
      log.error("the uncaught handler failed on: " + failure, t);
    }
  }

  @Override
  public void failedUnobserved(UnobservedFailure failure) {
    unobserved.add(failure);
  }

  @Override
  public boolean isDebug() {
    return isDebug;
  }

  // What is registered.

  @Override
  public SystemEvents events() {
    return events;
  }

  @Override
  public Signals signals() {
    return signals;
  }

  @Override
  public NamedLog log() {
    return log;
  }

  @Override
  public ReactorClock clock() {
    return settings.clock();
  }

  @Override
  public RandomGenerator random() {
    checkTurn("Reactor.random");
    return settings.random();
  }

  /// Turns host names into addresses.
  public Resolver resolver() {
    return settings.resolver();
  }

  @Override
  public Descriptors descriptors() {
    return descriptors;
  }

  @Override
  public ListeningPort listen(Endpoint endpoint, ProtocolFactory<?> factory) {
    return listen(endpoint, ListenOptions.DEFAULT, factory);
  }

  @Override
  public ListeningPort listen(
      Endpoint endpoint, ListenOptions options, ProtocolFactory<?> factory) {
    return listen(endpoint, options, factory, null);
  }

  /// Listens for several reactors.
  ///
  /// @param spread who serves the next connection, where [#handsOver()]; null for this reactor
  public ListeningPort listen(
      Endpoint endpoint,
      ListenOptions options,
      ProtocolFactory<?> factory,
      @Nullable Supplier<EventLoop> spread) {
    checkTurn("Reactor.listen");
    checkMayOpen("listening on " + endpoint);
    return streams.listen(endpoint, options, Objects.requireNonNull(factory, "factory"), spread);
  }

  /// Whether this reactor can give accepted connections to others on the same kind of driver.
  public boolean handsOver() {
    return driver.handsOver();
  }

  /// The stream connections of this reactor.
  public Streams streams() {
    return streams;
  }

  @Override
  public ListeningPort adoptPort(
      Descriptor descriptor, ListenOptions options, ProtocolFactory<?> factory) {
    checkTurn("Reactor.adoptPort");
    checkMayOpen("taking over " + descriptor);
    return streams.adoptPort(descriptor, options, Objects.requireNonNull(factory, "factory"));
  }

  @Override
  public <P extends Protocol> @Nullable P adoptConnection(
      AdoptRequest request, ProtocolFactory<P> factory) {
    checkTurn("Reactor.adoptConnection");
    checkMayOpen("taking over " + request);
    return streams.adoptConnection(
        request, Transport.DEFAULT_HARD_CAP_BYTES, Objects.requireNonNull(factory, "factory"));
  }

  @Override
  public DatagramTransport datagrams(
      Endpoint endpoint, DatagramOptions options, DatagramFactory factory) {
    checkTurn("Reactor.datagrams");
    checkMayOpen("opening " + endpoint);
    return datagrams.open(endpoint, options, Objects.requireNonNull(factory, "factory"));
  }

  @Override
  public <P extends Protocol> Deferred<P> connect(Endpoint endpoint, ProtocolFactory<P> factory) {
    return connect(endpoint, ConnectOptions.DEFAULT, factory);
  }

  @Override
  public <P extends Protocol> Deferred<P> connect(
      Endpoint endpoint, ConnectOptions options, ProtocolFactory<P> factory) {
    checkNotStopped("connecting to " + endpoint);
    return streams.connect(endpoint, options, Objects.requireNonNull(factory, "factory"));
  }

  private void checkNotStopped(String what) {
    if (state() == State.STOPPED) {
      throw new ReactorStoppedException(what, name());
    }
  }

  private void checkMayOpen(String what) {
    if (life.isOpeningRefused()) {
      throw new ReactorStoppedException(what, name());
    }
  }

  // About.

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public String driverName() {
    return driver.name();
  }

  @Override
  public Reactor reactor() {
    return this;
  }

  @Override
  public String dump() {
    var text = new StringBuilder();
    var holder = life.holder();
    text.append(this).append('\n');
    text.append("  turn: ").append(holder == null ? "nobody" : holder.getName()).append('\n');
    text.append("  submissions: ").append(pass.submissions.size()).append('\n');
    text.append("  stalls: ").append(life.stalls()).append('\n');
    text.append("  coroutines: ").append(coroutines.describe()).append('\n');
    text.append("  connections: ").append(streams.connectionCount()).append('\n');
    if (isOnTurn()) {
      text.append("  scheduled calls: ").append(timers.size()).append('\n');
      streams.dump(text);
      datagrams.dump(text);
    }
    String inProgress = events.describe();
    if (!inProgress.isEmpty()) {
      text.append("  events: ").append(inProgress).append('\n');
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "Reactor[" + name() + ", " + driverName() + ", " + state() + "]";
  }

  // For the parts.

  /// The free chunks of this reactor.
  public ChunkPool chunks() {
    return chunks;
  }

  /// The way in which bytes are delivered.
  public ReadBuffer readBuffer() {
    return readBuffer;
  }

  Pass pass() {
    return pass;
  }

  /// Whether there is a change of life to be made after this pass, so that it must not wait.
  boolean isAboutToLeave() {
    return life.isAboutToLeave();
  }

  /// Whether the thread that drives this reactor leaves it when it is interrupted. On the turn.
  boolean isLeftOnInterrupt() {
    return life.isLeftOnInterrupt();
  }

  TimerQueue timers() {
    return timers;
  }

  SystemEventTable eventTable() {
    return events;
  }

  SignalTable signalTable() {
    return signals;
  }

  Coroutines coroutines() {
    return coroutines;
  }

  WorkThreads workThreads() {
    return threads;
  }

  /// Makes another thread the one that has the turn; by the thread that has it.
  void handTurnTo(Thread thread) {
    life.handTurnTo(thread);
  }

  /// Has [Reactor#current()] on the calling thread, for good, answer with this reactor.
  void adoptThisThread() {
    life.adoptThisThread();
  }

  UnobservedFailures unobserved() {
    return unobserved;
  }

  /// Ends every connection, port and registration. On the turn.
  void abandonAll() {
    streams.abortAll();
    datagrams.abandonAll();
    descriptors.removeAll();
    signals.close();
    events.close();
  }

  /// Frees the driver and the memory. On the turn, last of all.
  void free() {
    driver.close();
    streams.free();
    readBuffer.close();
    chunks.close();
  }

  /// What the driver may ask of its reactor.
  private final class Context implements DriverContext {
    @Override
    public String reactorName() {
      return settings.name();
    }

    @Override
    public ReactorClock clock() {
      return settings.clock();
    }

    @Override
    public ReadBuffer readBuffer() {
      return readBuffer;
    }

    @Override
    public void warn(String message) {
      log.warning(message);
    }
  }
}
