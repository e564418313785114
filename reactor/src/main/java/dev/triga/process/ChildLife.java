package dev.triga.process;

import dev.triga.loop.EventLoop;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.Registration;
import dev.triga.reactor.SystemEvent;
import dev.triga.reactor.Trigger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A child from its start to its end: who waits for the exit, and what the protocol hears when. On
/// the turn, but for the waiting.
final class ChildLife {
  private static final String KIND = "process protocol";

  private final EventLoop loop;
  private final ChildProcess child;
  private final ChildStreams streams;
  private final ProcessProtocol protocol;
  private final List<Registration> atStop = new ArrayList<>();
  private @Nullable ExitStatus status;
  private boolean isEnded;

  ChildLife(EventLoop loop, ChildProcess child, ChildStreams streams, ProcessProtocol protocol) {
    this.loop = loop;
    this.child = child;
    this.streams = streams;
    this.protocol = protocol;
  }

  void begin(Process process) {
    streams.tell(protocol, this::endIfOver);
    if (!child.spec().outlivesReactor()) {
      endWithReactor();
    }
    if (!loop.contain(KIND, protocol::started)) {
      child.kill();
    }
    var data = child.spec().inputData();
    if (data != null) {
      streams.fillInput(data);
    }
    // Not Process.onExit(): that tells through the common pool, where others may block every
    // thread.
    Thread.ofVirtual().name(loop.name() + "-wait-" + process.pid()).start(() -> await(process));
  }

  private void endWithReactor() {
    Trigger end = () -> child.isAlive() ? child.terminate(ChildProcess.STOP_PATIENCE) : null;
    if (loop.state() != Reactor.State.STOPPING) {
      atStop.add(loop.events().before(SystemEvent.SHUTDOWN, end));
    }
    // A child that is started while the reactor stops is part of that, until everything else is
    // over.
    atStop.add(loop.events().after(SystemEvent.SHUTDOWN, end));
  }

  private void await(Process process) {
    try {
      int code = process.waitFor();
      loop.deliver(() -> exited(new ExitStatus(code)));
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt it.
      loop.deliver(() -> loop.report("wait for an exit", child, e, null));
    }
  }

  private void exited(ExitStatus how) {
    status = how;
    atStop.forEach(Registration::cancel);
    loop.contain(KIND, () -> protocol.exited(how));
    child.tellExited(how);
    streams.exited();
    endIfOver();
  }

  private void endIfOver() {
    var how = status;
    if (how != null && streams.areClosed() && !isEnded) {
      isEnded = true;
      loop.contain(KIND, () -> protocol.ended(how));
      child.tellEnded(how);
    }
  }
}
