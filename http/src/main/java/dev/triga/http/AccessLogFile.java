package dev.triga.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// An access log in a file, to which one thread of its own appends.
///
/// ```java
/// try (var log = AccessLogFile.open(Path.of("access.log"), AccessFormat.COMBINED)) {
///   reactor.listen(endpoint, HttpServer.of(application).withAccessLog(log));
///   reactor.run();
/// }
/// ```
///
/// The reactor only hands entries over; the thread gathers them for [#GATHERING] and writes whole
/// lines in one call, so that several processes may append to one file. When [#ENTRIES_MAX] wait
/// because the disk is slow, further ones are dropped: how many says [#dropped()], and a warning to
/// the [System.Logger] `dev.triga.http`, which is also told when writing fails. All methods are for
/// any thread.
public final class AccessLogFile implements AccessLog, AutoCloseable {
  /// How many entries may wait to be written.
  public static final int ENTRIES_MAX = 16 * 1024;

  /// For how long entries are gathered before they are written.
  public static final Duration GATHERING = Duration.ofMillis(50);

  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);
  private static final Logger LOGGER = System.getLogger("dev.triga.http");

  /// What the thread is handed.
  private sealed interface Item {
    record Line(AccessEntry entry) implements Item {}

    record Text(String line) implements Item {}

    /// There is something else to do.
    record Wake() implements Item {}
  }

  private final Path file;
  private final AccessFormat format;
  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(ENTRIES_MAX);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private FileChannel channel;
  private long droppedTold;
  private boolean isFailing;
  private volatile boolean isToReopen;
  private volatile boolean isClosed;

  private AccessLogFile(Path file, AccessFormat format) throws IOException {
    this.file = file;
    this.format = format;
    this.channel = FileChannel.open(file, CREATE, WRITE, APPEND);
    this.thread = Thread.ofPlatform().daemon().name("access log " + file).unstarted(this::run);
  }

  /// Opens a file to append to; makes it if there is none.
  ///
  /// @throws UncheckedIOException if it cannot be written
  public static AccessLogFile open(Path file, AccessFormat format) {
    try {
      var log = new AccessLogFile(file, format);
      log.thread.start();
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the access log " + file + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such folder";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException named when named.getReason() != null -> named.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  @Override
  public void ended(AccessEntry entry) {
    add(new Item.Line(entry));
  }

  /// Adds a line of another form, for what is no request.
  ///
  /// @param line without the end of the line; nothing that a client has sent may be in it that ends
  ///   a line
  public void append(String line) {
    add(new Item.Text(line));
  }

  private void add(Item item) {
    if (isClosed || !items.offer(item)) {
      dropped.incrementAndGet();
    }
  }

  /// Opens the file by its name again, at once, because what it was is now called otherwise. If
  /// that fails, the old one is kept.
  public void reopen() {
    isToReopen = true;
    wake();
  }

  /// How many entries were dropped.
  public long dropped() {
    return dropped.get();
  }

  /// Writes what was handed over before, and ends; waits for that for 5 seconds at most.
  /// Idempotent.
  @Override
  public void close() {
    isClosed = true;
    wake();
    try {
      if (!thread.join(CLOSE_DEADLINE)) {
        LOGGER.log(Logger.Level.WARNING, "the access log " + file + " is still being written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A full queue needs no waking.
  private void wake() {
    var _ = items.offer(new Item.Wake());
  }

  private void run() {
    List<Item> batch = new ArrayList<>();
    try (var open = new Current()) {
      while (!isClosed || !items.isEmpty()) {
        batch.add(items.take());
        if (!isClosed && !isToReopen) {
          Thread.sleep(GATHERING);
        }
        items.drainTo(batch);
        open.write(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      // Nobody has this thread to interrupt it but the system of a user's own.
      LOGGER.log(Logger.Level.ERROR, "the thread of the access log " + file + " was interrupted");
    }
  }

  /// The file that is open. On the log's thread.
  private final class Current implements AutoCloseable {
    void write(List<Item> batch) {
      var text = new StringBuilder();
      for (var item : batch) {
        switch (item) {
          case Item.Line(var entry) -> text.append(format.line(entry)).append('\n');
          case Item.Text(var line) -> text.append(line).append('\n');
          case Item.Wake() -> {}
        }
      }
      var bytes = ByteBuffer.wrap(text.toString().getBytes(UTF_8));
      try {
        if (isToReopen) {
          isToReopen = false;
          reopenNow(bytes);
        } else {
          append(bytes);
        }
        isFailing = false;
      } catch (IOException e) {
        failed(e);
      }
      tellDropped();
    }

    /// What came before belongs to the old file; what that does not take, to the new one.
    private void reopenNow(ByteBuffer bytes) throws IOException {
      try {
        append(bytes);
      } catch (IOException e) {
        failed(e);
      }
      var old = channel;
      channel = FileChannel.open(file, CREATE, WRITE, APPEND);
      old.close();
      append(bytes);
    }

    private void append(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    private void failed(IOException why) {
      if (!isFailing) {
        isFailing = true;
        LOGGER.log(Logger.Level.ERROR, "cannot write the access log " + file + ": " + reason(why));
      }
    }

    private void tellDropped() {
      long now = dropped.get();
      if (now != droppedTold) {
        LOGGER.log(
            Logger.Level.WARNING,
            (now - droppedTold) + " entries of the access log " + file + " were dropped");
        droppedTold = now;
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        failed(e);
      }
    }
  }
}
