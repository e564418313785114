package dev.triga.process;

import dev.triga.async.Deferred;
import dev.triga.loop.EventLoop;
import dev.triga.reactor.Reactor;
import java.util.Objects;
import java.util.function.Function;

/// Starts child processes.
///
/// On Linux's native drivers the pipes are the driver's, and no thread reads them. On NIO each pipe
/// that is in use takes a platform thread, since the JDK can only read them blocking; there, a pipe
/// that a grandchild holds open keeps its thread until the grandchild writes or ends, and what a
/// grandchild writes is lost when the child has exited within its first millisecond or so, since
/// the JDK closes the pipes of an exited child that nobody reads yet. Each child takes one thread
/// of the JDK besides, which waits for its exit.
public final class Processes {
  private Processes() {}

  /// Starts a child. Any thread.
  ///
  /// ```java
  /// Deferred<ChildProcess> child =
  ///     Processes.start(
  ///         reactor,
  ///         ProcessSpec.of("ping", "-c", "3", "localhost"),
  ///         process -> new ProcessLines(log::info, log::warning));
  /// ```
  ///
  /// @param factory makes the protocol, on the turn, when the child runs
  /// @return the child, after [ProcessProtocol#started()]; fails with a [ProcessStartFailure] if it
  ///   cannot be started, or a [dev.triga.reactor.ThreadLimitException] if too many calls wait for
  ///   a thread. Cancelling it kills what has been started
  /// @throws dev.triga.reactor.ReactorStoppedException if the reactor has stopped
  public static Deferred<ChildProcess> start(
      Reactor reactor,
      ProcessSpec spec,
      Function<? super ChildProcess, ? extends ProcessProtocol> factory) {
    return new Starting(
            (EventLoop) Objects.requireNonNull(reactor, "reactor"),
            Objects.requireNonNull(spec, "spec"),
            Objects.requireNonNull(factory, "factory"))
        .begin();
  }

  /// Runs a program to its end for what it writes, within the [default][OutputLimits#DEFAULT]
  /// limits; see [#output(Reactor, ProcessSpec, OutputLimits)].
  public static Deferred<ProcessOutput> output(Reactor reactor, ProcessSpec spec) {
    return output(reactor, spec, OutputLimits.DEFAULT);
  }

  /// Runs a program to its end for what it writes. Its standard input is at its end, unless the
  /// spec says what it is. Any thread.
  ///
  /// @return what it wrote and how it ended, also when that was no success. Cancelling it
  ///   [terminates][ChildProcess#terminate(java.time.Duration)] the program. It fails with a
  ///   [ProcessStartFailure], a [dev.triga.async.TimeoutFailure] or a
  ///   [dev.triga.async.OverflowFailure], after which the program is terminated likewise
  /// @throws dev.triga.reactor.ReactorStoppedException if the reactor has stopped
  public static Deferred<ProcessOutput> output(
      Reactor reactor, ProcessSpec spec, OutputLimits limits) {
    boolean hasInput = spec.inputData() != null || !(spec.input() instanceof Redirection.Pipe);
    var complete = hasInput ? spec : spec.withInput(Redirection.DISCARD);
    return new OutputCollection((EventLoop) reactor, complete, limits).begin();
  }
}
