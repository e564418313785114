package dev.triga.tasks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Tasks that are read from the input one by one, on a thread of their own, no further than the
/// window allows.
///
/// An input may take its time, or give its next task only when it has seen the outcome of the last
/// one. So each task can be claimed as soon as it has been read, by a volatile write of the block's
/// length; the lock is taken only when somebody waits for it, or when a block is full.
final class Feed implements Source, Runnable {
  private static final VarHandle FILLED;
  private static final int BLOCK_SIZE_MAX = 1024;

  static {
    try {
      FILLED = MethodHandles.lookup().findVarHandle(Block.class, "filled", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// Tasks in the order of the input.
  private static final class Block {
    final long first;
    final @Nullable Object[] tasks;
    final long @Nullable [] bytes;

    /// How many have been read. Written by the reading thread.
    @SuppressWarnings("UnusedVariable") // Through FILLED.
    private int filled;

    /// How many have been claimed. Under the lock.
    int claimed;

    Block(long first, int size, boolean isWeighed) {
      this.first = first;
      this.tasks = new Object[size];
      this.bytes = isWeighed ? new long[size] : null;
    }

    int filled() {
      return (int) FILLED.getVolatile(this);
    }
  }

  private final BatchRun batch;
  private final Iterable<?> input;
  private final @Nullable ToLongFunction<@Nullable Object> weigher;
  private final long bytesMax;
  private final int blockSize;
  private final Thread thread;

  /// Whether a worker waits for a task to be read.
  private volatile boolean isAwaited;

  /// Whether the reading thread waits for room in the window.
  private volatile boolean isWaiting;

  private volatile boolean isClosed;

  /// What has been released of the window.
  private final AtomicLong released = new AtomicLong();

  private final AtomicLong releasedBytes = new AtomicLong();

  // Under the lock.
  private final ArrayDeque<Block> blocks = new ArrayDeque<>();
  private boolean isRead;

  // For the reading thread alone: how much it has read, and up to where it knows that there is
  // room.
  private long read;
  private long readBytes;
  private long readMax;

  Feed(BatchRun batch, Iterable<?> input) {
    this.batch = batch;
    this.input = input;
    this.weigher = batch.options.size();
    this.bytesMax = batch.options.windowBytes();
    this.blockSize = Math.clamp(batch.options.window() / 4, 1, BLOCK_SIZE_MAX);
    Schedule schedule = batch.schedule;
    this.thread =
        schedule.workers.thread(schedule.name + "-input of " + batch.options.name(), this);
  }

  @Override
  public void begin() {
    thread.start();
  }

  @Override
  public boolean hasTasks() {
    if (isAnyRead()) {
      return true;
    }
    if (isRead) {
      return false;
    }
    isAwaited = true;
    // The reader looks for that after each task; a task read before it could look is seen here.
    return isAnyRead();
  }

  private boolean isAnyRead() {
    for (Block block = blocks.peekFirst(); block != null; block = blocks.peekFirst()) {
      if (block.filled() > block.claimed) {
        return true;
      }
      if (block.claimed < block.tasks.length) {
        return false;
      }
      blocks.removeFirst();
    }
    return false;
  }

  @Override
  public boolean isExhausted() {
    return isRead && !isAnyRead();
  }

  @Override
  public long total() {
    return -1;
  }

  @Override
  public @Nullable Chunk claim(BatchRun batch, int max) {
    if (!isAnyRead()) {
      return null;
    }
    Block block = blocks.getFirst();
    int from = block.claimed;
    int size = Math.min(max, block.filled() - from);
    block.claimed += size;
    return new Chunk(batch, block.first + from, size, block.tasks, from, block.bytes, 1);
  }

  @Override
  public boolean isAhead(long index) {
    for (Block block : blocks) {
      if (index >= block.first + block.claimed && index < block.first + block.filled()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable Piece close(@Nullable String lostWhy) {
    if (!isClosed) {
      isClosed = true;
      thread.interrupt();
    }
    if (!isAnyRead()) {
      return null;
    }
    Block block = blocks.getFirst();
    int from = block.claimed;
    block.claimed = block.filled();
    return Piece.unbegun(block.first + from, block.claimed - from, 0, block.tasks, from, lostWhy);
  }

  @Override
  public void released(int tasks, long bytes) {
    released.addAndGet(tasks);
    releasedBytes.addAndGet(bytes);
    if (isWaiting) {
      LockSupport.unpark(thread);
    }
  }

  // ---- The reading thread ----

  @Override
  public void run() {
    Throwable failure = null;
    try {
      readAll(input.iterator());
    } catch (Throwable e) { // Whatever the input throws ends the batch.
      failure = e;
    }
    batch.schedule.lock();
    try {
      isRead = true;
      if (failure != null && !isClosed) {
        batch.end(BatchEnding.INPUT_FAILED, failure);
      }
      batch.inputEnded();
    } finally {
      batch.schedule.unlock();
    }
  }

  private void readAll(Iterator<?> tasks) {
    Block block = null;
    int filled = 0;
    while (awaitRoom() && tasks.hasNext()) {
      Object task = tasks.next();
      long bytes = weigher == null ? 0 : Math.max(0, weigher.applyAsLong(task));
      if (!awaitRoom(bytes)) {
        return;
      }
      if (block == null || filled == block.tasks.length) {
        block = begin(read);
        filled = 0;
      }
      block.tasks[filled] = task;
      if (block.bytes != null) {
        block.bytes[filled] = bytes;
      }
      filled++;
      read++;
      readBytes += bytes;
      FILLED.setVolatile(block, filled);
      if (isAwaited) {
        wake();
      }
    }
  }

  private Block begin(long first) {
    var block = new Block(first, blockSize, weigher != null);
    batch.schedule.lock();
    try {
      blocks.addLast(block);
    } finally {
      batch.schedule.unlock();
    }
    return block;
  }

  private void wake() {
    batch.schedule.lock();
    try {
      isAwaited = false;
      batch.schedule.wake();
      batch.wakeWaiting();
    } finally {
      batch.schedule.unlock();
    }
  }

  /// Waits until one more task may be on its way.
  ///
  /// @return false if nobody wants one
  private boolean awaitRoom() {
    while (read >= readMax && !isClosed) {
      readMax = released.get() + batch.options.window();
      if (read >= readMax) {
        park(() -> read - released.get() >= batch.options.window());
      }
    }
    return !isClosed;
  }

  /// Waits until so many bytes more may be on their way, or none are.
  private boolean awaitRoom(long bytes) {
    while (!hasRoom(bytes) && !isClosed) {
      park(() -> !hasRoom(bytes));
    }
    return !isClosed;
  }

  private boolean hasRoom(long bytes) {
    long held = readBytes - releasedBytes.get();
    return held <= 0 || bytes <= bytesMax - held;
  }

  private void park(BooleanSupplier isNeeded) {
    isWaiting = true;
    if (isNeeded.getAsBoolean() && !isClosed) {
      LockSupport.park(this);
      Thread.interrupted(); // The close of the batch interrupts; it is seen by its flag.
    }
    isWaiting = false;
  }
}
