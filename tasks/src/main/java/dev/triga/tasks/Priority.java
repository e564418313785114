package dev.triga.tasks;

/// How much of a pool a batch gets beside other batches that have work to do. Nobody starves: it is
/// a share, not an order.
public enum Priority {
  /// A quarter of what a normal batch gets.
  LOW(1),
  /// What a batch gets unless it says otherwise.
  NORMAL(4),
  /// Four times as much as a normal batch.
  HIGH(16);

  private final int share;

  Priority(int share) {
    this.share = share;
  }

  /// Its part, in relation to the shares of the others.
  int share() {
    return share;
  }
}
