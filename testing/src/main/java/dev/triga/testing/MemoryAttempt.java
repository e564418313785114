package dev.triga.testing;

import dev.triga.net.CloseReason;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// An attempt to connect, until it stands or has failed. Used under the network's lock.
final class MemoryAttempt {
  final MemoryHost from;
  final InetSocketAddress local;
  final InetSocketAddress remote;
  private final Runnable changed;
  private @Nullable MemorySocket socket;
  private @Nullable CloseReason failure;
  private @Nullable MemoryBacklog waitingAt;

  private boolean givenUp;

  /// The ways there and back, once one was found.
  private MemoryLane out = MemoryLane.DIRECT;

  private MemoryLane back = MemoryLane.DIRECT;

  MemoryAttempt(
      MemoryHost from, InetSocketAddress local, InetSocketAddress remote, Runnable changed) {
    this.from = from;
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

  /// Sets out; the attempt fails when the network gives it up.
  void departs(MemoryLane there, MemoryLane andBack) {
    out = there;
    back = andBack;
    out.onGivenUp(() -> failed(CloseReason.of(CloseReason.Kind.TIMED_OUT, "nobody has answered")));
  }

  MemoryLane out() {
    return out;
  }

  MemoryLane back() {
    return back;
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /// The connection stands, and the word of it has come back.
  void established(MemorySocket made) {
    waitingAt = null;
    if (givenUp) {
      made.abort();
    } else if (failure == null) {
      socket = made;
      changed.run();
    }
  }

  void failed(CloseReason reason) {
    waitingAt = null;
    if (!givenUp && !isOver()) {
      failure = reason;
      changed.run();
    }
  }

  /// Tells the other side's refusal.
  void refuse() {
    waitingAt = null;
    back.send(
        MemoryLane.Message.REFUSE,
        0,
        () -> failed(CloseReason.of(CloseReason.Kind.REFUSED, "connection refused")));
  }

  void waitsAt(MemoryBacklog backlog) {
    waitingAt = backlog;
  }

  /// Gives the attempt up; nothing is heard of it any more.
  void giveUp() {
    givenUp = true;
    var backlog = waitingAt;
    if (backlog != null) {
      backlog.forget(this);
      waitingAt = null;
    }
  }
}
