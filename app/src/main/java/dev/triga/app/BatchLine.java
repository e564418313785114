package dev.triga.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// One line of the input of `triga batch`: a task.
///
/// @param number which line it is, from 1
/// @param text what it says, without its end
record BatchLine(long number, String text) {
  /// The longest line in characters.
  static final int LENGTH_MAX = 1 << 20;

  /// The lines of `reader`, one by one as they are asked for; once.
  static Iterable<BatchLine> of(Reader reader) {
    var buffered = new BufferedReader(reader);
    return () -> new Lines(buffered);
  }

  /// How mistakes name it.
  @Override
  public String toString() {
    return "line " + number + " '" + OptionText.oneLine(text) + "'";
  }

  private static final class Lines implements Iterator<BatchLine> {
    private final BufferedReader reader;
    private @Nullable BatchLine next;
    private long read;

    Lines(BufferedReader reader) {
      this.reader = reader;
    }

    @Override
    public boolean hasNext() {
      if (next == null) {
        String text = line();
        next = text == null ? null : new BatchLine(++read, text);
      }
      return next != null;
    }

    @Override
    public BatchLine next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("there are no more lines");
      }
      BatchLine line = next;
      next = null;
      return line;
    }

    private @Nullable String line() {
      var text = new StringBuilder();
      try {
        int c = reader.read();
        if (c < 0) {
          return null;
        }
        for (; c >= 0 && c != '\n'; c = reader.read()) {
          if (text.length() == LENGTH_MAX) {
            throw new IllegalStateException(
                "line %d has more than %d characters".formatted(read + 1, LENGTH_MAX));
          }
          text.append((char) c);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read line " + (read + 1) + ": " + e.getMessage(), e);
      }
      int length = text.length();
      return length > 0 && text.charAt(length - 1) == '\r'
          ? text.substring(0, length - 1)
          : text.toString();
    }
  }
}
