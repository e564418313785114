package dev.triga.process;

import dev.triga.async.Deferred;
import dev.triga.loop.EventLoop;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One start: the system makes the process on a thread, because that takes a millisecond, and then
/// the turn takes over.
final class Starting {
  private final EventLoop loop;
  private final ProcessSpec spec;
  private final Function<? super ChildProcess, ? extends ProcessProtocol> factory;
  private final Deferred<ChildProcess> result;

  Starting(
      EventLoop loop,
      ProcessSpec spec,
      Function<? super ChildProcess, ? extends ProcessProtocol> factory) {
    this.loop = loop;
    this.spec = spec;
    this.factory = factory;
    this.result = new Deferred<>(loop);
  }

  Deferred<ChildProcess> begin() {
    if (loop.state() == Reactor.State.STOPPED) {
      throw new ReactorStoppedException("starting " + spec, loop.name());
    }
    if (loop.isOnTurn()) {
      prepare();
    } else {
      loop.deliver(this::prepare);
    }
    return result;
  }

  /// The driver is asked on the turn which pipes it likes.
  private void prepare() {
    if (loop.state() == Reactor.State.STOPPED) {
      result.fail(new ReactorStoppedException("starting " + spec, loop.name()));
      return;
    }
    try {
      var pipes = ChildPipes.of(loop);
      var _ =
          loop.deferToThread(() -> start(pipes))
              .handle((begun, failure) -> failure == null ? begun : result.fail(failure));
    } catch (RuntimeException e) {
      result.fail(e);
    }
  }

  // On the thread.

  private Boolean start(ChildPipes pipes) {
    Process process = null;
    try {
      process = builder(pipes).start();
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      result.fail(explained(e));
    } finally {
      pipes.started(process);
      if (process == null) {
        pipes.discard();
      }
    }
    if (process != null) {
      var started = process;
      loop.deliver(() -> take(started, pipes));
    }
    return process != null;
  }

  private ProcessBuilder builder(ChildPipes pipes) {
    spec.furtherStreams().forEach(pipes::lend);
    var builder = new ProcessBuilder(spec.executed(pipes.opening()));
    spec.apply(builder.environment());
    var directory = spec.directory();
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    builder.redirectInput(redirect(pipes, ChildStream.INPUT, spec.input()));
    builder.redirectOutput(redirect(pipes, ChildStream.OUTPUT, spec.output()));
    if (spec.error() instanceof Redirection.Merge) {
      builder.redirectErrorStream(true);
    } else {
      builder.redirectError(redirect(pipes, ChildStream.ERROR, spec.error()));
    }
    return builder;
  }

  private static ProcessBuilder.Redirect redirect(
      ChildPipes pipes, ChildStream which, Redirection how) {
    boolean isInput = which.isInput();
    return switch (how) {
      case Redirection.Pipe _ -> pipes.childEnd(which);
      case Redirection.Inherit _ -> ProcessBuilder.Redirect.INHERIT;
      case Redirection.File(Path path) ->
          isInput
              ? ProcessBuilder.Redirect.from(path.toFile())
              : ProcessBuilder.Redirect.to(path.toFile());
      case Redirection.Append(Path path) -> ProcessBuilder.Redirect.appendTo(path.toFile());
      case Redirection.Discard _, Redirection.Merge _ ->
          isInput ? ProcessBuilder.Redirect.from(Nowhere.FILE) : ProcessBuilder.Redirect.DISCARD;
    };
  }

  /// The JDK tells of a missing folder and of a missing program in the same words.
  private ProcessStartFailure explained(Exception cause) {
    String program = spec.executed("").getFirst();
    var directory = spec.directory();
    String why;
    if (directory != null && !Files.isDirectory(directory)) {
      why = "its folder '" + directory + "' does not exist, or is none";
    } else if (isMissing(program, directory)) {
      why =
          program.contains("/")
              ? "there is no such file"
              : "there is no such program on the PATH; give its whole path, or install it";
    } else {
      why = String.valueOf(cause.getMessage());
      if (why.contains("Too many open files")) {
        why += "; raise the limit on open files (ulimit -n)";
      }
    }
    return failure(why, cause);
  }

  private ProcessStartFailure failure(String why, Exception cause) {
    return new ProcessStartFailure(
        "cannot start '" + spec.executed("").getFirst() + "': " + why, cause);
  }

  private static boolean isMissing(String program, @Nullable Path directory) {
    if (program.contains("/")) {
      Path base = directory == null ? Path.of("") : directory;
      return !Files.exists(base.resolve(program));
    }
    String folders = System.getenv("PATH");
    for (String folder : folders == null ? new String[0] : folders.split(":", -1)) {
      if (Files.exists(Path.of(folder, program))) {
        return false;
      }
    }
    return true;
  }

  // On the turn.

  private void take(Process process, ChildPipes pipes) {
    boolean isStopped = loop.state() == Reactor.State.STOPPED;
    if (isStopped) {
      result.fail(new ReactorStoppedException("starting " + spec, loop.name()));
    }
    if (isStopped || result.isDone()) {
      giveUp(process, pipes);
      return;
    }
    var streams = new ChildStreams(pipes);
    var child = new ChildProcess(loop, spec, process, streams);
    ProcessProtocol protocol;
    try {
      open(streams);
      protocol = factory.apply(child);
    } catch (Throwable t) {
      streams.abort();
      giveUp(process, pipes);
      result.fail(t);
      return;
    }
    new ChildLife(loop, child, streams, protocol).begin(process);
    if (!result.succeed(child)) {
      // Cancelled by another thread meanwhile, or by what began.
      child.kill();
      child.closePipes();
    }
  }

  private void open(ChildStreams streams) {
    try {
      streams.open(spec);
    } catch (IllegalArgumentException e) {
      throw failure(String.valueOf(e.getMessage()), e);
    }
  }

  private static void giveUp(Process process, ChildPipes pipes) {
    var _ = process.destroyForcibly();
    pipes.discard();
  }
}
