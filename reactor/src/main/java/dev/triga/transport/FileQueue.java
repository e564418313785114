package dev.triga.transport;

import dev.triga.driver.OutBuffer;
import dev.triga.net.CloseReason;
import dev.triga.net.Transport;
import java.util.ArrayDeque;

/// The files that a connection has to send, each with what was written behind it. On the turn.
final class FileQueue {
  /// So many are opened: the one that is sent, and the next, so that the peer never waits for a
  /// file to be opened while there is another to send.
  private static final int OPEN_MAX = 2;

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
    if (waiting.size() <= OPEN_MAX) {
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

  /// The first one is done: removes it, and opens those whose turn has come nearer.
  ///
  /// @return what was written behind it
  OutBuffer removeFirst() {
    var behind = waiting.removeFirst().behind();
    bytes -= behind.size();
    waiting.stream().limit(OPEN_MAX).forEach(FileSending::begin);
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
