package dev.triga.process;

import dev.triga.async.Deferred;
import dev.triga.loop.EventLoop;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.pump.PumpedStream;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorStoppedException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// One attempt to open a named pipe. The thread that opens it waits in the system, where no
/// interrupt reaches it: it is let go by opening the pipe for both directions, which never waits.
final class FifoOpening<P extends Protocol> implements Runnable {
  private final EventLoop loop;
  private final Path path;
  private final boolean isInput;
  private final ProtocolFactory<P> factory;
  private final Deferred<P> result;

  /// What lets the thread go, open until it has gone. On the turn.
  private @Nullable FileChannel release;

  private boolean isOver;

  FifoOpening(EventLoop loop, Path path, boolean isInput, ProtocolFactory<P> factory) {
    this.loop = loop;
    this.path = path;
    this.isInput = isInput;
    this.factory = factory;
    this.result = new Deferred<>(loop);
  }

  Deferred<P> begin() {
    if (loop.state() == Reactor.State.STOPPED) {
      throw new ReactorStoppedException("opening " + path, loop.name());
    }
    result.onCancel(_ -> giveUp());
    Thread.ofPlatform().daemon().name(loop.name() + "-fifo-open").start(this);
    return result;
  }

  private void giveUp() {
    if (!isOver) {
      try {
        release = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      } catch (IOException e) {
        loop.log().warning("the opening of " + path + " cannot be given up", e);
      }
    }
  }

  @Override
  public void run() {
    try {
      var opened =
          FileChannel.open(path, isInput ? StandardOpenOption.READ : StandardOpenOption.WRITE);
      loop.deliver(() -> opened(opened));
    } catch (IOException e) {
      loop.deliver(() -> failed(e));
    }
  }

  private void failed(IOException why) {
    over();
    result.fail(why);
  }

  private void opened(FileChannel channel) {
    over();
    if (loop.state() == Reactor.State.STOPPED) {
      result.fail(new ReactorStoppedException("opening " + path, loop.name()));
    }
    if (result.isDone()) {
      close(channel);
      return;
    }
    String name = loop.name() + "-" + path.getFileName();
    var stream =
        isInput
            ? new PumpedStream(loop, name, Channels.newInputStream(channel), null, true)
            : new PumpedStream(loop, name, null, Channels.newOutputStream(channel), true);
    P protocol = loop.streams().carry(stream.begin(), factory);
    if (protocol == null) {
      result.fail(new IllegalStateException("the protocol factory declined " + path));
    } else {
      result.succeed(protocol);
    }
  }

  private void over() {
    isOver = true;
    if (release != null) {
      close(release);
      release = null;
    }
  }

  private void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      loop.report("named pipe that was closed", path, e, null);
    }
  }
}
