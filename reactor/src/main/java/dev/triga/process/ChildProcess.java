package dev.triga.process;

import dev.triga.async.Deferred;
import dev.triga.driver.Availability;
import dev.triga.driver.OperatingSystem;
import dev.triga.loop.EventLoop;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A child process that was started by [Processes#start].
///
/// **Threads.** Signals, questions and what gives a Deferred are for any thread; the rest needs the
/// turn, and the streams are [Transport]s with rules of their own.
///
/// **The end.** It has *exited* when the process is gone, and *ended* when its pipes are closed
/// too: what it has started may hold them open for longer, and [#closePipes()] does not wait for
/// that. The system forgets an exited process by itself, whoever listens: there are no zombies.
/// Standard input, and what else the child reads, is closed when the process has exited, at the
/// latest.
///
/// When the reactor stops, before it closes connections, a child that is alive gets TERM, and KILL
/// after [#STOP_PATIENCE], unless it [outlives][ProcessSpec#outlivingReactor()] the reactor.
public final class ChildProcess {
  /// How long a child may take to end when its reactor stops.
  public static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final ProcessSpec spec;
  private final Process process;
  private final ChildStreams streams;
  private final ExitNews exited;
  private final ExitNews ended;

  ChildProcess(EventLoop loop, ProcessSpec spec, Process process, ChildStreams streams) {
    this.loop = loop;
    this.spec = spec;
    this.process = process;
    this.streams = streams;
    this.exited = new ExitNews(loop);
    this.ended = new ExitNews(loop);
  }

  // About.

  /// What it was started from. Any thread.
  public ProcessSpec spec() {
    return spec;
  }

  /// The number of the process, which may belong to another one once this has exited. Any thread.
  public long pid() {
    return process.pid();
  }

  /// The JDK's view of the process. Any thread.
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /// The reactor on which the protocol is called.
  public Reactor reactor() {
    return loop;
  }

  /// Whether the process has not exited, as far as is known. Any thread.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// How the process ended, or null while that is not known. Any thread.
  public @Nullable ExitStatus exitStatus() {
    return exited.told();
  }

  /// Succeeds when the process is gone, after [ProcessProtocol#exited]. Each call gives a Deferred
  /// of its own. Any thread.
  public Deferred<ExitStatus> exited() {
    return exited.await();
  }

  /// Succeeds when the process is gone and all pipes are closed, after [ProcessProtocol#ended].
  /// Each call gives a Deferred of its own. Any thread.
  public Deferred<ExitStatus> ended() {
    return ended.await();
  }

  // Streams.

  /// The connection to standard input, for watermarks and producers.
  ///
  /// @throws IllegalStateException if standard input is no pipe
  public Transport input() {
    return streams.transport(ChildStream.INPUT);
  }

  /// The connection from standard output: pausing it slows the child down.
  ///
  /// @throws IllegalStateException if standard output is no pipe
  public Transport output() {
    return streams.transport(ChildStream.OUTPUT);
  }

  /// The connection from standard error, likewise.
  ///
  /// @throws IllegalStateException if standard error is no pipe
  public Transport error() {
    return streams.transport(ChildStream.ERROR);
  }

  /// The connection of a further pipe: to write to, or to pause, according to its direction.
  ///
  /// @param descriptor its number in the child, which was given to [ProcessSpec#withPipe]
  /// @throws IllegalStateException if that descriptor is no pipe
  public Transport pipe(int descriptor) {
    return streams.transport(descriptor);
  }

  /// Writes to standard input; see [Transport#write]. Any thread.
  ///
  /// @throws IllegalStateException if standard input is no pipe
  public WriteOutcome write(ByteBuffer data) {
    return input().write(data);
  }

  /// Closes standard input behind what was written. On the turn; idempotent.
  ///
  /// @throws IllegalStateException if standard input is no pipe
  public void closeInput() {
    input().shutdownOutput();
  }

  /// Closes our ends of all pipes at once, so that it has ended as soon as it has exited. What is
  /// unsent or unread is lost. On the turn; idempotent.
  public void closePipes() {
    loop.checkTurn("ChildProcess.closePipes");
    streams.abort();
  }

  // Signals.

  /// Asks it to end (TERM). Any thread.
  ///
  /// @return false if it has exited
  public boolean terminate() {
    // Not Process.destroy(), which closes the pipes too, so that nobody hears the last words.
    return process.toHandle().destroy();
  }

  /// Ends it at once (KILL). Any thread.
  ///
  /// @return false if it has exited
  public boolean kill() {
    return process.toHandle().destroyForcibly();
  }

  /// Asks it to end (TERM) and ends it (KILL) if it has not exited after some time. Any thread.
  ///
  /// @return how it ended; cancelling this takes the KILL back
  /// @throws IllegalArgumentException if the time is negative
  /// @throws dev.triga.reactor.ReactorStoppedException if the reactor has stopped, after the TERM
  public Deferred<ExitStatus> terminate(Duration patience) {
    if (patience.isNegative()) {
      throw new IllegalArgumentException("patience " + patience + " is negative");
    }
    var gone = exited.await();
    terminate();
    var timer = loop.startTimer(patience, this::kill);
    return gone.whenComplete((_, _) -> timer.drop());
  }

  /// Sends any signal. Any thread. Without the native module a program does it (`kill`), which
  /// takes some milliseconds.
  ///
  /// @return true when it was sent, false if the process has exited; fails with an
  ///   [IllegalStateException] if it could not be sent
  public Deferred<Boolean> signal(ProcessSignal signal) {
    return switch (Objects.requireNonNull(signal, "signal")) {
      case TERM -> on(terminate());
      case KILL -> on(kill());
      default -> send(signal);
    };
  }

  private Deferred<Boolean> on(boolean sent) {
    var result = new Deferred<Boolean>(loop);
    result.succeed(sent);
    return result;
  }

  private Deferred<Boolean> send(ProcessSignal signal) {
    if (!process.isAlive()) {
      return on(false);
    }
    var system = OperatingSystem.current();
    if (!system.isNative()) {
      return SignalProgram.send(loop, process, signal);
    }
    if (system.signal(process.pid(), signal.name()) instanceof Availability.Unavailable no) {
      if (!process.isAlive()) {
        return on(false);
      }
      var result = new Deferred<Boolean>(loop);
      result.fail(new IllegalStateException(no.reason()));
      return result;
    }
    return on(true);
  }

  // For the parts.

  void tellExited(ExitStatus status) {
    exited.tell(status);
  }

  void tellEnded(ExitStatus status) {
    ended.tell(status);
  }

  /// The program, its number, and how it stands.
  @Override
  public String toString() {
    var status = exitStatus();
    return "ChildProcess["
        + spec.command().getFirst()
        + ", "
        + pid()
        + ", "
        + (status == null ? "running" : status)
        + "]";
  }
}
