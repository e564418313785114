package dev.triga.reactor;

import dev.triga.net.Endpoint;
import dev.triga.net.ListeningPort;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// An endpoint that a [ReactorGroup] listens on. Any thread.
public final class GroupPort {
  private final List<Bound> bound;

  /// One reactor's share of the port.
  ///
  /// @param reactor whose turn the port's methods need
  /// @param port what it listens on
  public record Bound(Reactor reactor, ListeningPort port) {}

  GroupPort(List<Bound> bound) {
    this.bound = List.copyOf(bound);
  }

  /// Where it listens, with the real port.
  public Endpoint endpoint() {
    return bound.getFirst().port().endpoint();
  }

  /// Where it listens, as the address of a socket.
  public SocketAddress localAddress() {
    return bound.getFirst().port().localAddress();
  }

  /// How many of its connections are open, over all reactors.
  public int connections() {
    return bound.stream().mapToInt(each -> each.port().connections()).sum();
  }

  /// Stops listening; open connections go on.
  ///
  /// @return done when the endpoint is free
  public CompletionStage<?> stopListening() {
    return CompletableFuture.allOf(
        bound.stream().map(GroupPort::stop).toArray(CompletableFuture<?>[]::new));
  }

  private static CompletableFuture<?> stop(Bound share) {
    var reactor = share.reactor();
    if (reactor.isOnTurn() || reactor.state() == Reactor.State.IDLE) {
      return share.port().stopListening().toCompletableFuture();
    }
    try {
      return reactor.submit(share.port()::stopListening).toCompletableFuture();
    } catch (ReactorStoppedException e) {
      // It has closed its ports.
      return CompletableFuture.completedFuture(null);
    }
  }

  @Override
  public String toString() {
    return "GroupPort[" + endpoint() + ", " + connections() + " connections]";
  }
}
