package dev.triga.transport;

import dev.triga.driver.ChannelFile;
import dev.triga.loop.FileWork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads a file piece by piece beside the loop, for a handle that cannot send it by itself: one
/// piece ahead of what is being sent. On the turn.
final class FileReading {
  /// The size of a piece: four TLS records, and what [dev.triga.stream.FileSource] reads at once.
  static final int PIECE_BYTES = 64 * 1024;

  private static final int PIECES = 2;

  private final FileWork work;
  private final ChannelFile file;
  private final Runnable arrived;
  private final Consumer<Throwable> failed;
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>(PIECES);
  private @Nullable ByteBuffer ready;
  private long position;
  private long left;

  /// Reads so many bytes.
  ///
  /// @param arrived is told when a piece is there
  /// @param failed is told why no more will come
  FileReading(
      FileWork work,
      ChannelFile file,
      long position,
      long left,
      Runnable arrived,
      Consumer<Throwable> failed) {
    this.work = work;
    this.file = file;
    this.position = position;
    this.left = left;
    this.arrived = arrived;
    this.failed = failed;
  }

  /// Takes the next piece and begins with the one behind it; null while it is not there. Give it
  /// back with [#free].
  @Nullable ByteBuffer take() {
    var taken = ready;
    ready = null;
    if (left > 0 && !work.isBusy()) {
      readAhead();
    }
    return taken;
  }

  /// Gives a piece back.
  void free(ByteBuffer piece) {
    free.add(piece);
  }

  private void readAhead() {
    var unused = free.poll();
    var piece = unused == null ? ByteBuffer.allocate(PIECE_BYTES) : unused.clear();
    piece.limit((int) Math.min(PIECE_BYTES, left));
    long from = position;
    work.begin(
        () -> read(piece, from),
        (read, failure) -> {
          if (failure != null) {
            failed.accept(failure);
          } else {
            position += piece.position();
            left -= piece.position();
            ready = piece.flip();
            arrived.run();
          }
        });
  }

  /// Reads beside the loop.
  private ByteBuffer read(ByteBuffer piece, long from) throws IOException {
    long at = from;
    while (piece.hasRemaining()) {
      int count = file.channel().read(piece, at);
      if (count < 0) {
        throw new FileShrunk(at);
      }
      at += count;
    }
    return piece;
  }

  /// The file has become shorter while it was read.
  static final class FileShrunk extends IOException {
    private static final long serialVersionUID = 1L;

    FileShrunk(long at) {
      super("the file has shrunk: it has no byte " + at + " any more");
    }
  }
}
