package dev.triga.net;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.LongUnaryOperator;

/// A part of a file, or a whole one, for [Transport#sendFile]. A value: each method that changes
/// something makes a new one.
///
/// ```java
/// transport.sendFile(FileRegion.of(path).onProgress(sent -> meter.show(sent)));
/// ```
///
/// **A promise.** With a number of bytes, the region promises them: the peer has been told of it,
/// or will take it for granted. So when they cannot all be sent, the connection is aborted, also if
/// none was sent. Without a number it is whatever the file has when it is opened, and a file that
/// cannot be opened leaves the connection as it is.
public final class FileRegion {
  /// As a number of bytes: all up to the end of the file.
  public static final long TO_THE_END = -1;

  private static final LongUnaryOperator NO_PACE = piece -> 0;

  /// Where the bytes are.
  public sealed interface Source {
    /// A regular file that is opened for the purpose, when its turn to be sent comes.
    ///
    /// @param path where it is
    record OfPath(Path path) implements Source {
      @Override
      public String toString() {
        return path.toString();
      }
    }

    /// A file that the transport has opened, and closes when it is sent, or is not.
    ///
    /// @param file from [Transport#openFile]
    record OfOpen(OpenFile file) implements Source {
      @Override
      public String toString() {
        return file.path().toString();
      }
    }

    /// A file that the user has opened, and closes when it is sent. Its position is not touched.
    ///
    /// @param channel open for reading
    record OfChannel(FileChannel channel) implements Source {
      @Override
      public String toString() {
        return "a channel";
      }
    }
  }

  private final Source source;
  private final long from;
  private final long count;
  private final LongConsumer progress;
  private final LongUnaryOperator pace;

  private FileRegion(
      Source source, long from, long count, LongConsumer progress, LongUnaryOperator pace) {
    this.source = source;
    this.from = from;
    this.count = count;
    this.progress = progress;
    this.pace = pace;
  }

  private static FileRegion made(Source source, long from, long count) {
    if (from < 0) {
      throw new IllegalArgumentException(
          "first byte " + from + " of " + source + " is negative: bytes are counted from 0");
    }
    return new FileRegion(source, from, count, sent -> {}, NO_PACE);
  }

  private static long promised(Object of, long count) {
    if (count < 0) {
      throw new IllegalArgumentException("a number of " + count + " bytes of " + of);
    }
    return count;
  }

  /// A whole file.
  public static FileRegion of(Path path) {
    return of(path, 0);
  }

  /// A file from this byte on, counted from 0.
  ///
  /// @throws IllegalArgumentException if it is negative
  public static FileRegion of(Path path, long from) {
    return made(new Source.OfPath(Objects.requireNonNull(path, "path")), from, TO_THE_END);
  }

  /// So many bytes of a file, which are promised.
  ///
  /// @throws IllegalArgumentException if one of the numbers is negative
  public static FileRegion of(Path path, long from, long count) {
    return made(
        new Source.OfPath(Objects.requireNonNull(path, "path")), from, promised(path, count));
  }

  /// So many bytes of an open file, which are promised. Native drivers have no way from a channel
  /// to its descriptor: there they are read and written, which costs a copy more than a path does.
  ///
  /// @throws IllegalArgumentException if one of the numbers is negative
  public static FileRegion of(FileChannel channel, long from, long count) {
    var source = new Source.OfChannel(Objects.requireNonNull(channel, "channel"));
    return made(source, from, promised(source, count));
  }

  /// So many bytes of a file that the transport has opened, which are promised. Such a region is
  /// sent once: see [OpenFile].
  ///
  /// @throws IllegalArgumentException if one of the numbers is negative
  public static FileRegion of(OpenFile file, long from, long count) {
    var source = new Source.OfOpen(Objects.requireNonNull(file, "file"));
    return made(source, from, promised(source, count));
  }

  /// Also tells how many bytes have gone so far, after each piece. On the turn; one that throws
  /// aborts the connection.
  ///
  /// @param listener is given the sum; several listeners are told one after the other
  public FileRegion onProgress(LongConsumer listener) {
    return new FileRegion(source, from, count, progress.andThen(listener), pace);
  }

  /// Also waits between pieces, which are of 64 KiB then. On the turn; one that throws aborts the
  /// connection.
  ///
  /// @param nanos is given the size of the piece that has just gone, in bytes, and answers how many
  ///   nanoseconds to wait before the next; the longest of several waits counts
  public FileRegion paced(LongUnaryOperator nanos) {
    var before = pace;
    return new FileRegion(
        source,
        from,
        count,
        progress,
        before == NO_PACE
            ? nanos
            : piece -> Math.max(before.applyAsLong(piece), nanos.applyAsLong(piece)));
  }

  /// Where the bytes are.
  public Source source() {
    return source;
  }

  /// The first byte, counted from 0.
  public long from() {
    return from;
  }

  /// How many bytes are promised, or [#TO_THE_END].
  public long count() {
    return count;
  }

  /// Whether a number of bytes is promised.
  public boolean isPromised() {
    return count != TO_THE_END;
  }

  /// Whoever wants to know how many bytes have gone.
  public LongConsumer progress() {
    return progress;
  }

  /// Whether there are waits between pieces.
  public boolean isPaced() {
    return pace != NO_PACE;
  }

  /// How long to wait after a piece: see [#paced].
  public LongUnaryOperator pace() {
    return pace;
  }

  @Override
  public String toString() {
    return (isPromised() ? count + " bytes" : "all")
        + (from == 0 ? " of " : " from byte " + from + " of ")
        + source;
  }
}
