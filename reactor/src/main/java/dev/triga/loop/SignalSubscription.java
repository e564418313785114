package dev.triga.loop;

import dev.triga.reactor.Registration;
import dev.triga.reactor.Signal;
import java.util.function.Consumer;

/// A user's handler in the table.
final class SignalSubscription implements Registration {
  final Signal signal;
  final Consumer<Signal> action;
  private final SignalTable table;
  private boolean isOver;

  SignalSubscription(Signal signal, Consumer<Signal> action, SignalTable table) {
    this.signal = signal;
    this.action = action;
    this.table = table;
  }

  @Override
  public boolean cancel() {
    synchronized (table) {
      boolean won = !isOver;
      isOver = true;
      if (won) {
        table.removed(this);
      }
      return won;
    }
  }

  boolean isOver() {
    synchronized (table) {
      return isOver;
    }
  }
}
