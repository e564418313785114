package dev.triga.process;

import dev.triga.async.Deferred;
import dev.triga.async.OverflowFailure;
import dev.triga.loop.EventLoop;
import dev.triga.loop.Turn;
import dev.triga.reactor.ReactorStoppedException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Collects what one program writes. On the turn.
final class OutputCollection implements ProcessProtocol {
  private final EventLoop loop;
  private final ProcessSpec spec;
  private final OutputLimits limits;
  private final Deferred<ProcessOutput> result;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private @Nullable ChildProcess child;
  private Turn.@Nullable Timer drain;

  OutputCollection(EventLoop loop, ProcessSpec spec, OutputLimits limits) {
    this.loop = loop;
    this.spec = spec;
    this.limits = limits;
    this.result = new Deferred<>(loop);
  }

  Deferred<ProcessOutput> begin() {
    var starting = Processes.start(loop, spec, this::of);
    result.onCancel(_ -> {
      var _ = starting.cancel();
      terminate();
    });
    var _ =
        starting.handle((_, failure) -> {
          if (failure != null) {
            result.fail(failure);
          }
          return "begun";
        });
    var timeout = limits.timeout();
    return timeout == null ? result : result.timeout(timeout);
  }

  private ProcessProtocol of(ChildProcess started) {
    child = started;
    return this;
  }

  @Override
  public void outReceived(ByteBuffer data) {
    collect("standard output of ", out, data);
  }

  @Override
  public void errReceived(ByteBuffer data) {
    collect("standard error of ", err, data);
  }

  private void collect(String what, ByteArrayOutputStream into, ByteBuffer data) {
    if (result.isDone()) {
      return;
    }
    if (data.remaining() > limits.bytesMax() - into.size()) {
      result.fail(new OverflowFailure(what + spec.command().getFirst(), limits.bytesMax()));
      terminate();
      return;
    }
    var bytes = new byte[data.remaining()];
    data.get(bytes);
    into.writeBytes(bytes);
  }

  private void terminate() {
    var running = child;
    if (running != null && running.isAlive()) {
      var _ = running.terminate(limits.patience());
    }
  }

  @Override
  public void exited(ExitStatus status) {
    var gone = child;
    if (gone == null) {
      return;
    }
    if (result.isDone()) {
      gone.closePipes(); // Nobody waits for what a grandchild may still write.
      return;
    }
    try {
      drain = loop.startTimer(limits.drain(), gone::closePipes);
    } catch (ReactorStoppedException e) {
      gone.closePipes(); // There is no time to wait for it.
    }
  }

  @Override
  public void ended(ExitStatus status) {
    if (drain != null) {
      drain.drop();
    }
    result.succeed(new ProcessOutput(spec, status, out.toByteArray(), err.toByteArray()));
  }
}
