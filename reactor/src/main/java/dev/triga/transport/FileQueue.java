package dev.triga.transport;

import dev.triga.driver.OutBuffer;
import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import java.util.ArrayDeque;

/// The files that a connection has to send, each with what was written behind it. On the turn.
final class FileQueue {
  private final ArrayDeque<FileSending> waiting = new ArrayDeque<>(2);

  /// The bytes written behind files.
  private long bytes;

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// Takes a file behind everything.
  ///
  /// @throws IllegalStateException if there are too many
  void add(FileSending file) {
    waiting.add(file);
    if (waiting.size() == 1) {
      file.begin();
    }
  }

  void checkRoom() {
    if (waiting.size() >= Transport.FILES_WAITING_MAX) {
      throw new IllegalStateException(
          Transport.FILES_WAITING_MAX + " files wait to be sent already; wait for one of them");
    }
  }

  /// Where the next write goes.
  OutBuffer tail() {
    return waiting.getLast().behind();
  }

  /// So many bytes were written behind the last one.
  void written(long count) {
    bytes += count;
  }

  /// How many bytes were written behind files; on another thread, how many there were lately.
  long bytes() {
    return bytes;
  }

  FileSending first() {
    return waiting.getFirst();
  }

  /// The first one is done: removes it, and begins with the next.
  ///
  /// @return what was written behind it
  OutBuffer removeFirst() {
    var behind = waiting.removeFirst().behind();
    bytes -= behind.size();
    var next = waiting.peekFirst();
    if (next != null) {
      next.begin();
    }
    return behind;
  }

  /// The connection is over.
  void drop(CloseReason reason) {
    bytes = 0;
    for (var file = waiting.poll(); file != null; file = waiting.poll()) {
      file.connectionEnded(reason);
    }
  }
}
