package dev.triga.reactor;

import dev.triga.async.Deferred;
import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Descriptor;
import dev.triga.loop.EventLoop;
import dev.triga.net.BindFailure;
import dev.triga.net.ConnectOptions;
import dev.triga.net.DatagramFactory;
import dev.triga.net.DatagramOptions;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An event loop: one thread at a time that waits for events and calls what was registered for
/// them.
///
/// **The turn.** All callbacks of a reactor run one after the other, on its *turn*; what they share
/// needs no locks. [#current()] tells which reactor's turn the calling thread has. For any thread
/// are: [#execute], [#submit], [#schedule], [#whenRunning], [#stop], [#close], what these return,
/// and the questions about state. Everything else needs the turn, and says so with a
/// [WrongThreadException] that names the method to use; before the reactor runs for the first time,
/// whoever configures it counts as having the turn.
///
/// **One pass** runs, in this order: submissions; timers that are due; what these wrote is sent; a
/// poll (that waits when nothing else is pending); the callbacks of what it found; what these wrote
/// is sent. Submissions and timers are bounded per pass (4 096 of each, or 1 ms of each), so that
/// neither can starve the rest; what is left keeps its order. Work added by a pass runs in the next
/// one, never inside the call that adds it.
///
/// **Failures.** Whatever a callback throws is contained and given to the [UncaughtPolicy]; the
/// loop goes on. Exceptions: a [VirtualMachineError] other than [StackOverflowError] stops the
/// reactor and is thrown by [#run()]; [Halt] stops it in order and is thrown by [#run()] too.
///
/// **Life.** A reactor runs once: `open → run or start → stop → stopped`; only [#crash()] leaves it
/// able to run again. [#stop()] goes through the shutdown event of [#events()], closes ports and
/// connections in order, and then refuses further work with [ReactorStoppedException]. A new
/// reactor is cheap, several per process are normal.
///
/// ```java
/// try (var reactor = Reactor.open()) {
///   reactor.listen(Endpoint.parse("tcp:127.0.0.1:7000"), Echo::new);
///   reactor.run();
/// }
/// ```
public sealed interface Reactor extends Executor, AutoCloseable permits EventLoop {
  /// A reactor on the best driver that this machine offers, with default settings.
  static Reactor open() {
    return builder().open();
  }

  /// Chooses settings for a reactor.
  static ReactorBuilder builder() {
    return new ReactorBuilder();
  }

  /// The reactor whose turn the calling thread has, or null.
  static @Nullable Reactor current() {
    return EventLoop.ofThisThread();
  }

  // A whole program.

  /// A program that is one asynchronous function.
  @FunctionalInterface
  interface Main {
    /// Begins the program, on the turn.
    ///
    /// @return ends when the program is to end
    /// @throws Exception when it failed
    CompletionStage<?> begin(Reactor reactor) throws Exception;
  }

  /// Runs a program on a reactor with default settings; see [#react(ReactorBuilder, Main)].
  static int react(Main main) {
    return React.run(builder(), main);
  }

  /// Opens a reactor, runs it until what `main` began has ended, stops it in order and closes it.
  /// When the reactor is stopped before, by a signal for one, what `main` began is cancelled, and
  /// the stop waits for its end.
  ///
  /// ```java
  /// void main() {
  ///   System.exit(Reactor.react(reactor -> download(reactor, uri)));
  /// }
  /// ```
  ///
  /// @return the exit code: 0 for success, also when it was stopped; 1 for a failure, which is in
  ///   the log; the code of a [Halt], such as 130 after the second INT
  static int react(ReactorBuilder settings, Main main) {
    return React.run(settings, main);
  }

  // Life cycle.

  /// Runs on the calling thread until stopped. On the JVM's main thread INT and TERM stop the
  /// reactor meanwhile, unless [#signals()] says otherwise.
  ///
  /// @throws IllegalStateException if it is running already
  /// @throws ReactorStoppedException if it has been stopped and has finished
  /// @throws Halt when a callback halted it, after everything has shut down
  void run();

  /// Runs on a thread of its own, which bears the reactor's name. Returns this reactor when it
  /// runs. A thread that runs it only while it waits for a result hands it over.
  ///
  /// @throws IllegalStateException if it is running already
  /// @throws ReactorStoppedException if it has been stopped and has finished
  Reactor start();

  /// Asks the reactor to stop in order: at the end of the current pass the shutdown event begins.
  /// Any thread, also before it runs: then it starts and stops at once when run.
  ///
  /// @return whether this call was the first
  boolean stop();

  /// Leaves the loop at the end of the current pass without any event, and keeps timers,
  /// connections and submissions as they are: [#run()] may be called again. Any thread.
  void crash();

  /// Makes one pass from outside, waiting for events at most `wait`, on the calling thread. The
  /// first one begins the reactor as [#run()] does: it fires the startup event, and the state is
  /// [State#RUNNING] from then on, also between two calls, until the reactor is stopped or crashes.
  ///
  /// @throws IllegalStateException if the reactor is running
  void iterate(Duration wait);

  /// Stops the reactor if need be, waits until it has finished when it runs on another thread, and
  /// frees everything. On the turn it cannot wait and only stops. Idempotent.
  @Override
  void close();

  /// Waits until the reactor has finished stopping.
  ///
  /// @return false if it had not after `wait`
  /// @throws InterruptedException if the waiting thread is interrupted
  boolean awaitStopped(Duration wait) throws InterruptedException;

  /// Where in its life the reactor is. Any thread.
  State state();

  /// The stages of a reactor's life.
  enum State {
    /// Opened, or crashed; it can run.
    IDLE,
    /// Begun: the startup event is in progress or over, and nobody has stopped it. It is in its
    /// loop, or waits for the next call of [#iterate].
    RUNNING,
    /// The shutdown event is in progress.
    STOPPING,
    /// Finished: everything is refused.
    STOPPED
  }

  /// Whether the calling thread has this reactor's turn. Any thread.
  boolean isOnTurn();

  // Work and time. Any thread.

  /// Runs `task` on the turn, in a later pass, in the order of submission of each thread.
  ///
  /// @throws ReactorStoppedException if the reactor has stopped
  @Override
  void execute(Runnable task);

  /// Like [#execute], with the result.
  <T extends @Nullable Object> Deferred<T> submit(Callable<T> task);

  /// Runs `task` on the turn after at least `delay`, never early; equal times run in the order in
  /// which they were scheduled. Zero means the next pass. Any delay is accepted, however long.
  ///
  /// @throws IllegalArgumentException if the delay is negative
  /// @throws ReactorStoppedException if the reactor has stopped
  ScheduledCall schedule(Duration delay, Runnable task);

  /// Like [#schedule(Duration, Runnable)], as a member of a group that can be cancelled as a whole.
  ScheduledCall schedule(Duration delay, CallGroup group, Runnable task);

  /// A Deferred that succeeds after at least `delay`. Cancelling it cancels the call.
  ///
  /// @throws IllegalArgumentException if the delay is negative
  /// @throws ReactorStoppedException if the reactor has stopped
  Deferred<@Nullable Void> deferLater(Duration delay);

  /// Like [#schedule(Duration, Runnable)], with the result. Cancelling it cancels the call.
  ///
  /// @throws IllegalArgumentException if the delay is negative
  /// @throws ReactorStoppedException if the reactor has stopped
  <T extends @Nullable Object> Deferred<T> deferLater(Duration delay, Callable<? extends T> task);

  /// Runs `task` in the next pass, or when the reactor first runs.
  ScheduledCall whenRunning(Runnable task);

  /// The pending calls, by time. On the turn.
  List<ScheduledCall> scheduledCalls();

  // Coroutines.

  /// Runs a function as a *coroutine*: sequential code on the turn that may
  /// [await][dev.triga.async.Await#await] results. It begins soon, never inside this call. Any
  /// thread.
  ///
  /// Between two awaits nothing else of this reactor runs, so what its coroutines and callbacks
  /// share needs no locks; an await lets the loop go on. A coroutine that blocks otherwise (on a
  /// lock, in a sleep, in blocking input) keeps the turn: the whole reactor waits for it, and the
  /// watchdog reports a stall with its stack. A lock held across an await is held: whoever else of
  /// this reactor wants it stops the reactor for good, so use one that can be awaited. An await in
  /// a static initialiser cannot let the loop go on: the watchdog has it given up.
  ///
  /// A coroutine is a virtual thread of its own, with its own thread locals; it is cheap enough to
  /// have a hundred thousand. Where `java.lang` is open to this module it is carried by the loop's
  /// own thread, elsewhere it takes turns with it, which costs some microseconds; the system
  /// property `triga.coroutines` (`loop` or `threads`) forces one.
  ///
  /// Cancelling the result ends it at once and interrupts the coroutine; what that throws when it
  /// ends is reported unless it is the cancellation. A coroutine that is alive when the reactor
  /// shuts down is cancelled once the connections are closed, and may await what it needs to clean
  /// up; after the deadline its awaits are refused.
  ///
  /// ```java
  /// Deferred<Integer> length = reactor.async(() -> {
  ///   var client = await(reactor.connect(endpoint, LineClient::new));
  ///   return await(client.nextLine()).length();
  /// });
  /// ```
  ///
  /// @return its result; what the function throws is the failure
  /// @throws ReactorStoppedException if the reactor has stopped
  <T extends @Nullable Object> Deferred<T> async(Callable<? extends T> function);

  // Threads, for work that blocks or takes long. Any thread.

  /// Runs `task` on a virtual thread. What it throws goes to the [UncaughtPolicy].
  ///
  /// @throws ThreadLimitException if too many calls wait for a thread; see [#threads()]
  /// @throws ReactorStoppedException if the reactor has stopped
  void callInThread(Runnable task);

  /// Runs `work` on a virtual thread and brings the result back to the turn; see
  /// [#deferToThread(ThreadKind, Callable)].
  default <T extends @Nullable Object> Deferred<T> deferToThread(Callable<? extends T> work) {
    return deferToThread(ThreadKind.VIRTUAL, work);
  }

  /// Runs `work` on a thread of the given kind and brings the result back to the turn. Cancelling
  /// the result takes the call back while it waits for a thread, and interrupts its thread after
  /// that.
  ///
  /// ```java
  /// Deferred<byte[]> content =
  ///     reactor.deferToThread(ThreadKind.PLATFORM, () -> Files.readAllBytes(path));
  /// ```
  ///
  /// @throws ThreadLimitException if too many calls wait for a thread; see [#threads()]
  /// @throws ReactorStoppedException if the reactor has stopped
  <T extends @Nullable Object> Deferred<T> deferToThread(
      ThreadKind kind, Callable<? extends T> work);

  /// Has a function run on the turn, as a coroutine, and waits for what it returns: the way into
  /// the reactor for blocking code on another thread. The function may
  /// [await][dev.triga.async.Await#await]. A reactor that does not run yet is waited for. An
  /// interrupt of the waiting thread cancels the call and stays set.
  ///
  /// @return what the function returns; what it throws is thrown here as it is
  /// @throws IllegalStateException on the turn of any reactor, which would stand still
  /// @throws ReactorStoppedException if the reactor stops first, or has stopped
  <T extends @Nullable Object> T blockingCallFromThread(Callable<? extends T> function);

  /// The threads that do such work: their limits and how busy they are.
  Threads threads();

  // Events, signals, log.

  /// The three-phase system events: startup, shutdown and one's own.
  SystemEvents events();

  /// Signals of the operating system.
  Signals signals();

  /// This reactor's log.
  Log log();

  /// This reactor's clock.
  ReactorClock clock();

  /// This reactor's source of randomness, for jitter and for spreading work: not for secrets. A
  /// test or a simulation has it begin at a seed ([ReactorBuilder#random]). On the turn.
  RandomGenerator random();

  // Connections. On the turn.

  /// Listens with default options: the endpoint is bound when this returns.
  ///
  /// @throws BindFailure if it cannot be bound
  /// @throws dev.triga.net.EndpointNotSupportedException if the driver cannot listen on this form
  ///   of endpoint
  ListeningPort listen(Endpoint endpoint, ProtocolFactory<?> factory);

  /// Listens.
  ///
  /// @throws BindFailure if the endpoint cannot be bound
  /// @throws dev.triga.net.EndpointNotSupportedException if the driver cannot listen on this form
  ///   of endpoint
  ListeningPort listen(Endpoint endpoint, ListenOptions options, ProtocolFactory<?> factory);

  /// Connects with default options; the result is the protocol, after its `connectionMade`. It
  /// fails with a [dev.triga.net.ConnectFailure]; cancelling it gives up the attempt. Any thread.
  <P extends Protocol> Deferred<P> connect(Endpoint endpoint, ProtocolFactory<P> factory);

  /// Connects; see [#connect(Endpoint, ProtocolFactory)]. Any thread.
  <P extends Protocol> Deferred<P> connect(
      Endpoint endpoint, ConnectOptions options, ProtocolFactory<P> factory);

  /// Opens a datagram socket with default options: it is bound when this returns. The endpoint is a
  /// `udp:` one (port 0 lets the system choose) or, on native drivers, a `unix:` one.
  ///
  /// @throws BindFailure if the endpoint cannot be bound
  /// @throws dev.triga.net.EndpointNotSupportedException if it is of another form, or the driver
  ///   has no such sockets
  default DatagramTransport datagrams(Endpoint endpoint, DatagramFactory factory) {
    return datagrams(endpoint, DatagramOptions.DEFAULT, factory);
  }

  /// Opens a datagram socket; see [#datagrams(Endpoint, DatagramFactory)].
  DatagramTransport datagrams(Endpoint endpoint, DatagramOptions options, DatagramFactory factory);

  /// Listens on a stream socket that is open and listening already: a descriptor number on native
  /// drivers, a `ServerSocketChannel` on NIO. It belongs to the port from then on, which cannot
  /// listen again once it has stopped.
  ///
  /// @throws IllegalArgumentException if it is no such socket, or the driver cannot take over this
  ///   kind of descriptor; it still belongs to the caller then
  ListeningPort adoptPort(Descriptor descriptor, ListenOptions options, ProtocolFactory<?> factory);

  /// Makes a protocol for a connection that stands already: a socket, or on native drivers one or
  /// two pipes. It belongs to the transport from then on. The factory and `connectionMade` are
  /// called before this returns.
  ///
  /// @return the protocol, or null if the factory declined or threw: then the connection is closed
  /// @throws IllegalArgumentException if it is no such thing, or the driver cannot take over this
  ///   kind of descriptor; it still belongs to the caller then
  <P extends Protocol> @Nullable P adoptConnection(
      AdoptRequest request, ProtocolFactory<P> factory);

  /// Raw readiness of descriptors that the user owns.
  Descriptors descriptors();

  // About.

  /// The name that appears in logs, thread names and events.
  String name();

  /// The name of the driver below.
  String driverName();

  /// A picture of what the reactor is doing, over several lines: state, turn, timers, ports,
  /// connections. Any thread; off the turn the numbers may be from different moments.
  String dump();
}
