package dev.triga.actors.remote;

import dev.triga.async.Deferred;
import dev.triga.reactor.Reactor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many messages one sender of this process may still send to one actor elsewhere: as many as
/// that actor takes of one sender, less those on their way or in its hands. Any thread.
final class Account {
  private final int credit;
  private int out;
  private @Nullable List<Deferred<@Nullable Void>> waiting;

  Account(int credit) {
    this.credit = credit;
  }

  /// Takes the right to send one message.
  ///
  /// @return false when there is none left
  synchronized boolean take() {
    if (out >= credit) {
      return false;
    }
    out++;
    return true;
  }

  /// So many messages have been handled, or were not sent after all.
  void give(int count) {
    List<Deferred<@Nullable Void>> woken = List.of();
    synchronized (this) {
      out = Math.max(0, out - count);
      if (waiting != null && out < credit) {
        woken = waiting;
        waiting = null;
      }
    }
    woken.forEach(one -> one.succeed(null));
  }

  /// Succeeds when there is a right left.
  Deferred<@Nullable Void> room(@Nullable Reactor owner) {
    Deferred<@Nullable Void> room = owner == null ? new Deferred<>() : new Deferred<>(owner);
    synchronized (this) {
      if (out >= credit) {
        if (waiting == null) {
          waiting = new ArrayList<>();
        }
        waiting.add(room);
        return room;
      }
    }
    room.succeed(null);
    return room;
  }

  /// The actor has ended.
  void end(Throwable failure) {
    List<Deferred<@Nullable Void>> left = List.of();
    synchronized (this) {
      if (waiting != null) {
        left = waiting;
        waiting = null;
      }
    }
    left.forEach(one -> one.fail(failure));
  }
}
