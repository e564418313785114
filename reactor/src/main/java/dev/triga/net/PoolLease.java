package dev.triga.net;

import dev.triga.loop.Turn;
import java.util.concurrent.atomic.AtomicBoolean;

/// A connection of a [ConnectionPool] for its holder alone, until it is given back. Any thread may
/// give it back; the protocol is used on the turn. In try-with-resources it is given back at the
/// end of the block.
///
/// @param <P> the type of protocol
public final class PoolLease<P extends Protocol> implements AutoCloseable {
  private final ConnectionPool<P> pool;
  private final PooledConnection<P> connection;
  private final AtomicBoolean isBack = new AtomicBoolean();

  PoolLease(ConnectionPool<P> pool, PooledConnection<P> connection) {
    this.pool = pool;
    this.connection = connection;
  }

  /// What the factory made for the connection. Not to be used after the lease was given back.
  public P protocol() {
    return connection.open.protocol();
  }

  /// Gives the connection back, ready for whoever is next: nothing is asked and not answered.
  ///
  /// @return whether this call did it: false when it had been given back before
  public boolean release() {
    return giveBack(true);
  }

  /// Gives the connection back to be thrown away: it is aborted.
  ///
  /// @return whether this call did it: false when it had been given back before
  public boolean discard() {
    return giveBack(false);
  }

  private boolean giveBack(boolean isToBeKept) {
    if (!isBack.compareAndSet(false, true)) {
      return false;
    }
    var turn = (Turn) pool.reactor();
    if (turn.isOnTurn()) {
      pool.takeBack(connection, isToBeKept);
    } else {
      turn.deliver(() -> pool.takeBack(connection, isToBeKept));
    }
    return true;
  }

  /// Gives the connection back if that has not been done.
  @Override
  public void close() {
    release();
  }

  @Override
  public String toString() {
    return (isBack.get() ? "returned" : "held") + " lease of " + connection.open.transport();
  }
}
