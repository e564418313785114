package dev.triga.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A file that remembers which tasks are done, so that a batch that was broken off goes on where it
/// was.
///
/// It wraps the action (in this process, also where the action itself runs in others): a task whose
/// key stands in the file is not done again; its result comes from the file. Each success is
/// appended at once, and handed to the system before the task counts as done, so it outlives the
/// end of this process however that comes; [#close] forces it to the disk. Failures are not kept:
/// they are tried again.
///
/// ```java
/// try (var checkpoint = Checkpoint.open(Path.of("words.checkpoint"))) {
///   pool.run(checkpoint.resume(Words::count, Path::toString, String::valueOf, Integer::valueOf), paths);
/// }
/// ```
///
/// **Limits.** The keys and results of all tasks that are done are held in memory. Two tasks with
/// one key are one task. One process at a time may have the file. Any thread.
public final class Checkpoint implements AutoCloseable {
  private static final String HEADER = "triga-checkpoint 1\n";

  private final Path file;

  /// Not a channel: an interrupt of the thread that writes would close that for all.
  private final RandomAccessFile out;

  private final Map<String, String> done = new ConcurrentHashMap<>();
  private final int restored;
  private boolean isClosed;

  private Checkpoint(Path file, RandomAccessFile out) throws IOException {
    this.file = file;
    this.out = out;
    out.setLength(read());
    out.seek(out.length());
    if (out.length() == 0) {
      write(HEADER);
    }
    this.restored = done.size();
  }

  /// Opens a checkpoint, or makes one. A last line that was cut off is forgotten.
  ///
  /// @throws UncheckedIOException if the file cannot be opened, is in use or is no checkpoint
  public static Checkpoint open(Path file) {
    RandomAccessFile opened = null;
    try {
      opened = new RandomAccessFile(file.toFile(), "rw");
      lock(opened.getChannel());
      return new Checkpoint(file, opened);
    } catch (IOException e) {
      if (opened != null) {
        try {
          opened.close();
        } catch (IOException second) {
          e.addSuppressed(second);
        }
      }
      throw new UncheckedIOException("checkpoint " + file + ": " + reason(file, e), e);
    }
  }

  private static String reason(Path file, IOException e) {
    Path folder = file.toAbsolutePath().getParent();
    if (e instanceof CharacterCodingException) {
      return "it is not a checkpoint: it is not text in UTF-8";
    }
    if (e instanceof FileNotFoundException && folder != null && !Files.isDirectory(folder)) {
      return "there is no folder " + folder;
    }
    if (Files.isDirectory(file)) {
      return "it is a folder";
    }
    return e instanceof FileNotFoundException && Files.exists(file)
        ? "it may not be read and written: permission denied"
        : String.valueOf(e.getMessage());
  }

  private static void lock(FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new IOException("it is in use", e);
    }
    if (lock == null) {
      throw new IOException("it is in use by another process");
    }
  }

  /// Reads all that is complete.
  ///
  /// @return how many bytes that are
  private long read() throws IOException {
    var reader = new BufferedReader(Channels.newReader(out.getChannel(), UTF_8));
    long end = 0;
    var line = new StringBuilder();
    for (int c = reader.read(); c != -1; c = reader.read()) {
      line.append((char) c);
      if (c == '\n') {
        String text = line.toString();
        if (end == 0 && !text.equals(HEADER)) {
          throw new IOException("it does not begin with '" + HEADER.strip() + "'");
        }
        if (end != 0) {
          remember(text.substring(0, text.length() - 1));
        }
        end += text.getBytes(UTF_8).length;
        line.setLength(0);
      }
    }
    if (end == 0 && !HEADER.startsWith(line.toString())) {
      throw new IOException("it does not begin with '" + HEADER.strip() + "'");
    }
    return end;
  }

  private void remember(String line) throws IOException {
    int tab = line.indexOf('\t');
    if (tab < 0) {
      throw new IOException("it has a line without a tab: '" + line + "'");
    }
    done.put(unescape(line.substring(0, tab)), unescape(line.substring(tab + 1)));
  }

  /// How many tasks were done when it was opened.
  public int restored() {
    return restored;
  }

  /// Whether the task with this key is done.
  public boolean isDone(String key) {
    return done.containsKey(key);
  }

  /// An action that does only what is not done yet.
  ///
  /// @param action does a task
  /// @param key tells tasks apart; equal in each run of the program
  /// @param encode makes text of a result
  /// @param decode makes a result of the text
  public <T extends @Nullable Object, R extends @Nullable Object> Action<T, R> resume(
      Action<? super T, ? extends R> action,
      Function<? super T, String> key,
      Function<? super R, String> encode,
      Function<String, ? extends R> decode) {
    Objects.requireNonNull(action, "action");
    return new Resumed<>(this, action, key, encode, decode);
  }

  /// The result that stands here for a task, as text; null if it is not done.
  @Nullable String before(String key) {
    return done.get(key);
  }

  void append(String key, String result) {
    String line = escape(key) + '\t' + escape(result) + '\n';
    try {
      write(line);
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint " + file + ": " + e.getMessage(), e);
    }
    done.put(key, result);
  }

  private void write(String line) throws IOException {
    byte[] bytes = line.getBytes(UTF_8);
    synchronized (this) {
      out.write(bytes);
    }
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    var plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        plain.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      plain.append(escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped);
    }
    return plain.toString();
  }

  /// Forces what was written to the disk and closes the file. Actions that are still made of it
  /// fail from then on. Idempotent.
  ///
  /// @throws UncheckedIOException if that fails
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try (out) {
      out.getFD().sync();
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint " + file + ": " + e.getMessage(), e);
    }
  }
}
