package dev.triga.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/// Makes lines of bytes that come in pieces.
final class LineAssembly {
  private static final int BEGINNING_BYTES = 256;
  private static final int CHARACTER_BYTES_MAX = 4;

  private final int limit;
  private final Consumer<? super String> listener;
  private byte[] line;
  private int length;

  LineAssembly(int limit, Consumer<? super String> listener) {
    if (limit < CHARACTER_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a line limit of " + limit + " bytes is less than " + CHARACTER_BYTES_MAX);
    }
    this.limit = limit;
    this.listener = listener;
    this.line = new byte[Math.min(limit, BEGINNING_BYTES)];
  }

  void received(ByteBuffer data) {
    while (data.hasRemaining()) {
      byte next = data.get();
      if (next == '\n') {
        boolean hasReturn = length > 0 && line[length - 1] == '\r';
        tell(hasReturn ? length - 1 : length, length);
      } else {
        add(next);
      }
    }
  }

  private void add(byte next) {
    // A carriage return may be the beginning of the line's end, which does not count.
    if (length > limit || (length == limit && next != '\r')) {
      tellPiece();
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(limit + 1, 2 * length));
    }
    line[length++] = next;
  }

  /// The line is too long: what is there goes, but for a character that is not complete.
  private void tellPiece() {
    int begin = limit;
    int back = 0;
    while (back < CHARACTER_BYTES_MAX - 1 && isContinuation(line[begin - 1])) {
      begin--;
      back++;
    }
    if (isLead(line[begin - 1]) && charactersBytes(line[begin - 1]) > back + 1) {
      tell(begin - 1, begin - 1);
    } else {
      tell(limit, limit);
    }
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }

  private static boolean isLead(byte b) {
    return (b & 0xC0) == 0xC0;
  }

  private static int charactersBytes(byte lead) {
    return (lead & 0xF0) == 0xF0 ? 4 : (lead & 0xE0) == 0xE0 ? 3 : 2;
  }

  /// Gives away the first bytes as a line, and drops so many.
  private void tell(int count, int dropped) {
    String text = new String(line, 0, count, UTF_8);
    length -= dropped;
    System.arraycopy(line, dropped, line, 0, length);
    listener.accept(text);
  }

  /// The rest is a line too.
  void ended() {
    if (length > 0) {
      tell(length, length);
    }
  }
}
