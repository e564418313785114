package dev.triga.driver;

/// The watch over a descriptor that the user owns. On the turn only.
public interface WatchHandle {
  /// Sets what is waited for; level-triggered: it is reported in every poll as long as it holds.
  /// With neither, errors are still reported.
  void interest(boolean read, boolean write);

  /// Ends the watch without closing the descriptor. Idempotent.
  void close();
}
