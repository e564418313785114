package dev.triga.stream;

import dev.triga.loop.FileWork;
import dev.triga.net.CloseReason;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A producer that gives the bytes of a file, read beside the loop.
///
/// ```java
/// new FileSource(reactor, path).pipeTo(connection.bytes().consumer());
/// ```
///
/// The file is opened when there is credit for the first time, and closed when its data has ended
/// or the stream is aborted. At most [#READ_AHEAD_BYTES] are read ahead of the credit. A failure
/// ends the data incomplete, after what was read; its message names the file and the place.
public final class FileSource extends ByteProducer {
  /// How many bytes are read ahead at most.
  public static final int READ_AHEAD_BYTES = 128 * 1024;

  private static final int CHUNK_BYTES = 64 * 1024;

  private final Path path;
  private final FileWork work;
  private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
  private long position;
  private long left;

  /// Set by the thread that reads.
  private @Nullable FileChannel file;

  private @Nullable CloseReason end;

  /// A whole file, from its beginning to its end at the time when that is reached.
  public FileSource(Reactor reactor, Path path) {
    this(reactor, path, 0, Long.MAX_VALUE);
  }

  /// A part of a file.
  ///
  /// @param position the first byte, counted from 0
  /// @param length how many bytes at most; the end of the file may come before
  /// @throws IllegalArgumentException if one of them is negative
  public FileSource(Reactor reactor, Path path, long position, long length) {
    super(reactor);
    if (position < 0 || length < 0) {
      throw new IllegalArgumentException(
          "cannot read " + length + " bytes from byte " + position + " of " + path);
    }
    this.path = path;
    this.position = position;
    this.left = length;
    this.work = new FileWork(loop(), path, this);
  }

  @Override
  protected void produce() {
    for (var next = ready.peekFirst(); next != null && credit() > 0; next = ready.peekFirst()) {
      var ignored = sendSome(next);
      // The consumer may have aborted the stream, and with it what was ready.
      if (!next.hasRemaining() && ready.pollFirst() != null) {
        free.addLast(next);
      }
    }
    var reason = end;
    if (reason == null) {
      readAhead();
    } else if (ready.isEmpty()) {
      endData(reason);
      close();
    }
  }

  private void readAhead() {
    if (isEnded() || work.isBusy() || ready.size() * CHUNK_BYTES >= READ_AHEAD_BYTES) {
      return;
    }
    var reused = free.pollFirst();
    var chunk = reused == null ? ByteBuffer.allocate(CHUNK_BYTES) : reused.clear();
    chunk.limit((int) Math.min(CHUNK_BYTES, left));
    long from = position;
    work.begin(
        () -> read(chunk, from),
        (last, failure) -> {
          if (isEnded()) {
            close();
          } else {
            arrived(chunk.flip(), last != null && last, failure);
          }
        });
  }

  /// Reads beside the loop; whether that was the last.
  private boolean read(ByteBuffer chunk, long from) throws IOException {
    var open = file;
    if (open == null) {
      open = FileChannel.open(path, StandardOpenOption.READ);
      file = open;
    }
    long at = from;
    while (chunk.hasRemaining()) {
      int count = open.read(chunk, at);
      if (count < 0) {
        return true;
      }
      at += count;
    }
    return false;
  }

  private void arrived(ByteBuffer chunk, boolean isLast, @Nullable Throwable failure) {
    position += chunk.remaining();
    left -= chunk.remaining();
    if (chunk.hasRemaining()) {
      ready.addLast(chunk);
    }
    if (failure != null) {
      end =
          CloseReason.of(
              CloseReason.Kind.LOST, work.explain("reading", position, failure), failure);
    } else if (isLast || left == 0) {
      end = CloseReason.DONE;
    }
    produce();
  }

  @Override
  protected void aborted(CloseReason reason) {
    close();
  }

  private void close() {
    ready.clear();
    free.clear();
    var open = file;
    if (open != null && !work.isBusy()) {
      file = null;
      work.last(() -> {
        open.close();
        return open;
      });
    }
  }

  @Override
  public String toString() {
    return "FileSource[" + path + "]";
  }
}
