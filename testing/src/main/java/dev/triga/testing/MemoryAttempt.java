package dev.triga.testing;

import dev.triga.net.CloseReason;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// An attempt to connect, until it stands or has failed. Used under the network's lock.
final class MemoryAttempt {
  final InetSocketAddress local;
  final InetSocketAddress remote;
  private final Runnable changed;
  private @Nullable MemorySocket socket;
  private @Nullable CloseReason failure;
  private @Nullable MemoryBacklog waitingAt;

  MemoryAttempt(InetSocketAddress local, InetSocketAddress remote, Runnable changed) {
    this.local = local;
    this.remote = remote;
    this.changed = changed;
  }

  @Nullable MemorySocket socket() {
    return socket;
  }

  @Nullable CloseReason failure() {
    return failure;
  }

  boolean isOver() {
    return socket != null || failure != null;
  }

  void established(MemorySocket made) {
    waitingAt = null;
    socket = made;
    changed.run();
  }

  void failed(CloseReason reason) {
    waitingAt = null;
    failure = reason;
    changed.run();
  }

  void waitsAt(MemoryBacklog backlog) {
    waitingAt = backlog;
  }

  /// Gives the attempt up; nothing is heard of it any more.
  void giveUp() {
    var backlog = waitingAt;
    if (backlog != null) {
      backlog.forget(this);
      waitingAt = null;
    }
  }
}
