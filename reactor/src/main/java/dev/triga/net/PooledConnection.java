package dev.triga.net;

import dev.triga.reactor.ScheduledCall;
import org.jspecify.annotations.Nullable;

/// One connection of a pool. On the turn.
final class PooledConnection<P extends Protocol> {
  final PoolSite<P> site;
  final OpenConnection<P> open;
  long idleSinceNanos;
  private @Nullable ScheduledCall expiry;

  PooledConnection(PoolSite<P> site, OpenConnection<P> open) {
    this.site = site;
    this.open = open;
  }

  boolean isUsable() {
    return !open.transport().isEnding() && open.transport().isOpen();
  }

  /// Whether it has been idle for so long that it has to be tried.
  boolean needsCheck(PoolSettings<P> settings) {
    var idle = open.transport().reactor().clock().nanoTime() - idleSinceNanos;
    return settings.isCheckedAfter(idle);
  }

  void beginIdling(long nowNanos, ScheduledCall until) {
    idleSinceNanos = nowNanos;
    expiry = until;
  }

  void stopIdling() {
    if (expiry != null) {
      expiry.cancel();
      expiry = null;
    }
  }
}
