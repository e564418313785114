package dev.triga.driver;

import org.jspecify.annotations.Nullable;

/// The chunks of one reactor that no connection uses at the moment, the last used first, since it
/// is still in the processor's cache. Confined to the turn.
public final class ChunkPool implements AutoCloseable {
  /// How many free chunks a reactor keeps for itself (4 MiB); more go back to the process.
  private static final int KEPT_MAX = 256;

  /// The last used, before the others; linked by [Chunk#next].
  private @Nullable Chunk free;

  private int freeCount;

  /// An empty pool.
  public ChunkPool() {}

  Chunk take() {
    var chunk = free;
    if (chunk == null) {
      return new Chunk(DirectPool.CHUNKS.take());
    }
    free = chunk.next;
    freeCount--;
    chunk.next = null;
    return chunk;
  }

  void give(Chunk chunk) {
    if (freeCount == KEPT_MAX) {
      DirectPool.CHUNKS.give(chunk.memory);
      return;
    }
    chunk.start = 0;
    chunk.end = 0;
    chunk.next = free;
    free = chunk;
    freeCount++;
  }

  /// Gives the memory back to the process. Idempotent.
  @Override
  public void close() {
    for (var chunk = free; chunk != null; chunk = chunk.next) {
      DirectPool.CHUNKS.give(chunk.memory);
    }
    free = null;
    freeCount = 0;
  }
}
