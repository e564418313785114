package dev.triga.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// One line of the input of `triga batch`: a task. It is bytes, as in a file, and they need not be
/// text.
final class BatchLine {
  /// The longest line in bytes.
  static final int LENGTH_MAX = 1 << 20;

  private final long number;
  private final byte[] bytes;

  /// The input goes on with what is no line; the message says which and why.
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /// @param number which line it is, from 1
  /// @param bytes what it says, without its end; nobody changes them
  BatchLine(long number, byte[] bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /// The lines of `input`, one by one as they are asked for; once.
  static Iterable<BatchLine> of(InputStream input) {
    var buffered = new BufferedInputStream(input);
    return () -> new Lines(buffered);
  }

  /// Which line it is, from 1.
  long number() {
    return number;
  }

  /// What it says, without its end.
  byte[] bytes() {
    return bytes;
  }

  /// What it says as text, for people: what is not UTF-8 stands as U+FFFD.
  String text() {
    return new String(bytes, UTF_8);
  }

  /// What it says as text.
  ///
  /// @throws IllegalArgumentException if it is not UTF-8
  String exactText() {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the line is not UTF-8, and a Java task takes text: convert the input, or run a command,"
              + " which takes bytes",
          e);
    }
  }

  /// Unlike that of any other line, also where both are not UTF-8.
  String key() {
    String text = text();
    boolean isExact = text.indexOf('\ufffd') < 0;
    return number + ":" + (isExact ? text : new String(bytes, ISO_8859_1));
  }

  /// How mistakes name it.
  @Override
  public String toString() {
    return "line " + number + " '" + OptionText.oneLine(text()) + "'";
  }

  private static final class Lines implements Iterator<BatchLine> {
    private final InputStream input;
    private @Nullable BatchLine next;
    private long read;

    Lines(InputStream input) {
      this.input = input;
    }

    @Override
    public boolean hasNext() {
      if (next == null) {
        byte[] bytes = line();
        next = bytes == null ? null : new BatchLine(++read, bytes);
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

    private byte @Nullable [] line() {
      var bytes = new ByteArrayOutputStream();
      boolean endsWithReturn = false;
      try {
        int b = input.read();
        if (b < 0) {
          return null;
        }
        for (; b >= 0 && b != '\n'; b = input.read()) {
          if (bytes.size() == LENGTH_MAX) {
            throw new Unreadable(
                "line %d has more than %d bytes".formatted(read + 1, LENGTH_MAX), null);
          }
          if (endsWithReturn) {
            bytes.write('\r');
          }
          endsWithReturn = b == '\r';
          if (!endsWithReturn) {
            bytes.write(b);
          }
        }
      } catch (IOException e) {
        throw new Unreadable("cannot read line " + (read + 1) + ": " + e.getMessage(), e);
      }
      return bytes.toByteArray();
    }
  }
}
