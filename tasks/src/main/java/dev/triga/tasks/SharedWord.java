package dev.triga.tasks;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A word in memory that two processes share: the [ChunkWord] of what a worker process has in hand.
///
/// Both move it with compare-and-set, which the processor does for all who have the page. So a task
/// in another process has one owner at any time too, and when that process is gone the word still
/// says how far it was. Any thread.
final class SharedWord {
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final MappedByteBuffer memory;

  private SharedWord(MappedByteBuffer memory) {
    this.memory = memory;
  }

  /// A file for a word, which nobody else may open. It can be deleted once both have it.
  static Path file() throws IOException {
    Path file = Files.createTempFile("triga-tasks", ".word");
    Files.write(file, new byte[Long.BYTES]);
    return file;
  }

  /// The word in a file that [#file] has made.
  static SharedWord map(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new SharedWord(channel.map(MapMode.READ_WRITE, 0, Long.BYTES));
    }
  }

  long get() {
    return (long) LONG.getVolatile(memory, 0);
  }

  void set(long word) {
    LONG.setVolatile(memory, 0, word);
  }

  /// Changes it, unless it is another one meanwhile.
  ///
  /// @return whether that was done
  boolean move(long from, long to) {
    return LONG.compareAndSet(memory, 0, from, to);
  }

  /// Sets a mark.
  ///
  /// @return the word before that
  long mark(long mark) {
    while (true) {
      long now = get();
      if ((now & mark) != 0 || move(now, now | mark)) {
        return now;
      }
    }
  }
}
