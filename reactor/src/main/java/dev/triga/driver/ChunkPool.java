package dev.triga.driver;

import java.util.ArrayDeque;

/// The chunks of one reactor that no connection uses at the moment, the last used first, since it
/// is still in the processor's cache. Confined to the turn.
public final class ChunkPool implements AutoCloseable {
  /// How many free chunks a reactor keeps for itself (4 MiB); more go back to the process.
  private static final int KEPT_MAX = 256;

  private final ArrayDeque<Chunk> free = new ArrayDeque<>();

  /// An empty pool.
  public ChunkPool() {}

  Chunk take() {
    var chunk = free.pollLast();
    return chunk != null ? chunk : new Chunk(DirectPool.CHUNKS.take());
  }

  void give(Chunk chunk) {
    chunk.start = 0;
    chunk.end = 0;
    chunk.next = null;
    if (free.size() < KEPT_MAX) {
      free.addLast(chunk);
    } else {
      DirectPool.CHUNKS.give(chunk.memory);
    }
  }

  /// Gives the memory back to the process. Idempotent.
  @Override
  public void close() {
    for (var chunk : free) {
      DirectPool.CHUNKS.give(chunk.memory);
    }
    free.clear();
  }
}
