package dev.triga.loop;

import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.ProtocolFactory;
import dev.triga.reactor.GroupPort;
import dev.triga.reactor.Reactor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// How the reactors of a group listen together.
///
/// The first one accepts and hands the connections round. Where its driver cannot do that, each
/// listens by itself on a shared port, and the system spreads the connections, less evenly. Any
/// thread.
public final class GroupListening {
  private final List<EventLoop> loops;

  /// For these loops.
  public GroupListening(List<EventLoop> loops) {
    this.loops = List.copyOf(loops);
  }

  /// Listens; waits for the turn of each reactor that it needs.
  public List<GroupPort.Bound> listen(
      Endpoint endpoint, ListenOptions options, ProtocolFactory<?> factory) {
    EventLoop first = loops.getFirst();
    List<GroupPort.Bound> bound = new ArrayList<>();
    if (first.handsOver() || loops.size() == 1) {
      bound.add(bind(first, () -> first.listen(endpoint, options, factory, inTurn())));
      return bound;
    }
    ListenOptions shared = options.withReusePort();
    Endpoint real = endpoint;
    for (EventLoop loop : loops) {
      Endpoint wanted = real;
      var share = bind(loop, () -> loop.listen(wanted, shared, factory));
      bound.add(share);
      real = share.port().endpoint();
    }
    return bound;
  }

  private Supplier<EventLoop> inTurn() {
    var served = new AtomicInteger();
    return () -> loops.get(Math.floorMod(served.getAndIncrement(), loops.size()));
  }

  private static GroupPort.Bound bind(EventLoop loop, Callable<ListeningPort> listen) {
    return new GroupPort.Bound(loop, onTurn(loop, listen));
  }

  /// Does something on a loop's turn, which whoever configures it has until it runs.
  private static ListeningPort onTurn(EventLoop loop, Callable<ListeningPort> work) {
    if (loop.isOnTurn() || loop.state() == Reactor.State.IDLE) {
      try {
        return work.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    try {
      return loop.submit(work).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw e;
    }
  }
}
