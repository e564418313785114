package dev.triga.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Frames that end with a delimiter.
final class DelimitedFraming extends Framing {
  private static final int DELIMITER_BYTES_MAX = 16;

  private final String delimiterText;
  private final byte[] delimiter;

  DelimitedFraming(String delimiter, int limitBytes) {
    super(limitBytes);
    if (delimiter.isEmpty()
        || delimiter.length() > DELIMITER_BYTES_MAX
        || delimiter.chars().anyMatch(c -> c > 0xff)) {
      throw new IllegalArgumentException(
          "a delimiter has one to "
              + DELIMITER_BYTES_MAX
              + " characters below 256, and not: '"
              + delimiter
              + "'");
    }
    this.delimiterText = delimiter;
    this.delimiter = delimiter.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public Framing limit(int bytes) {
    return new DelimitedFraming(delimiterText, bytes);
  }

  @Override
  void find(ByteBuffer data, Cut cut) {
    int start = data.position();
    int last = data.limit() - delimiter.length;
    for (int at = start + cut.searchedBytes; at <= last; at++) {
      if (isDelimiterAt(data, at)) {
        int size = at - start;
        if (size > limitBytes()) {
          cut.refuse(tooLong(size));
        } else {
          cut.found(0, size, delimiter.length);
        }
        return;
      }
    }
    int searched = Math.max(0, last + 1 - start);
    if (searched > limitBytes()) {
      cut.refuse("a line does not end within the limit of " + limitBytes() + " bytes");
      return;
    }
    cut.searchedBytes = searched;
    cut.unfinished();
  }

  private boolean isDelimiterAt(ByteBuffer data, int at) {
    for (int i = 0; i < delimiter.length; i++) {
      if (data.get(at + i) != delimiter[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  int overheadBytes() {
    return delimiter.length;
  }

  @Override
  void head(ByteBuffer frame, ByteBuffer to) {
    checkSize(frame);
    for (int at = frame.position(); at <= frame.limit() - delimiter.length; at++) {
      if (isDelimiterAt(frame, at)) {
        throw new IllegalArgumentException(
            "a line contains its delimiter at byte "
                + (at - frame.position())
                + ": send it as two");
      }
    }
  }

  @Override
  void tail(ByteBuffer to) {
    to.put(delimiter);
  }

  @Override
  public String toString() {
    return "lines of at most " + limitBytes() + " bytes that end with " + Shown.of(delimiter);
  }
}
