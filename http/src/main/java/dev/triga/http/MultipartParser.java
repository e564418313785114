package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes a multipart body apart (RFC 2046, 5.1.1): bytes go in, heads and contents come out. Strict
/// about line ends, because what takes a lone line feed for one can be made to see other parts.
final class MultipartParser {
  private enum State {
    /// Before the first delimiter.
    PREAMBLE,
    /// Behind a delimiter, where the line may end, or the body.
    DELIMITER,
    /// In the fields of a part.
    HEAD,
    /// In its content.
    CONTENT,
    /// Behind the last delimiter.
    OVER
  }

  private static final int ROOM_BYTES = 4096;
  private static final int BLANKS_MAX = 64;
  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

  private final byte[] delimiter;
  private final int[] skips = new int[256];
  private final int headBytesMax;
  private byte[] bytes;
  private int from;
  private int to;
  private int searched;
  private State state = State.PREAMBLE;
  // Whether the two bytes that come next are the line break behind a head.
  private boolean isFresh;

  MultipartParser(String boundary, int headBytesMax) {
    this.delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
    this.headBytesMax = headBytesMax;
    Arrays.fill(skips, delimiter.length);
    for (int i = 0; i < delimiter.length - 1; i++) {
      skips[delimiter[i] & 0xff] = delimiter.length - 1 - i;
    }
    // The line break that belongs to a delimiter may be missing before the first.
    bytes = new byte[ROOM_BYTES];
    bytes[0] = '\r';
    bytes[1] = '\n';
    to = 2;
  }

  /// Takes bytes.
  void add(ByteBuffer data) {
    int more = data.remaining();
    if (bytes.length - to < more) {
      int kept = to - from;
      byte[] roomy = kept + more <= bytes.length / 2 ? bytes : new byte[2 * (kept + more)];
      System.arraycopy(bytes, from, roomy, 0, kept);
      bytes = roomy;
      searched -= from;
      from = 0;
      to = kept;
    }
    data.get(bytes, to, more);
    to += more;
  }

  boolean isOver() {
    return state == State.OVER;
  }

  boolean isContentOver() {
    return state != State.CONTENT;
  }

  /// The fields of the next part, or null if they are not there yet, or there is none.
  ///
  /// @throws HttpFailure if there is something else
  @Nullable Headers head() {
    if (state == State.PREAMBLE) {
      preamble();
    }
    if (state == State.DELIMITER) {
      delimited();
    }
    return state == State.HEAD ? fields() : null;
  }

  private void preamble() {
    int at = find();
    if (at >= 0) {
      from = at + delimiter.length;
      searched = from;
      state = State.DELIMITER;
    } else if (to - from > headBytesMax) {
      throw new HttpFailure(400, "No part begins in the first bytes of the body.");
    }
  }

  /// Behind a delimiter: blanks and a line break, or two dashes.
  private void delimited() {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    if (at - from > BLANKS_MAX) {
      throw new HttpFailure(400, "A boundary has too many blanks behind it.");
    }
    if (to - at < 2) {
      return;
    }
    if (at == from && bytes[at] == '-' && bytes[at + 1] == '-') {
      state = State.OVER;
      from = to;
    } else if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
      // The line break stays: with the next one it ends a head without fields.
      from = at;
      searched = at;
      state = State.HEAD;
    } else {
      throw new HttpFailure(400, "A boundary has something behind it.");
    }
  }

  private @Nullable Headers fields() {
    int end = -1;
    for (int i = searched; i + 4 <= to && end < 0; i++) {
      if (Arrays.equals(bytes, i, i + 4, HEAD_END, 0, 4)) {
        end = i;
      }
    }
    if ((end < 0 ? to : end) - from > headBytesMax) {
      throw new HttpFailure(413, "The fields of a part are longer than " + headBytesMax + ".");
    }
    if (end < 0) {
      searched = Math.max(from, to - 3);
      return null;
    }
    Headers headers = new Headers();
    if (end > from) {
      String text = new String(bytes, from + 2, end - from - 2, UTF_8);
      for (String line : text.split("\r\n", -1)) {
        add(headers, line);
      }
    }
    // The line break before the content may begin its delimiter, when there is no content.
    from = end + 2;
    searched = from;
    isFresh = true;
    state = State.CONTENT;
    return headers;
  }

  private static void add(Headers headers, String line) {
    int colon = line.indexOf(':');
    if (colon <= 0
        || !line.chars().limit(colon).allMatch(FieldText::isTokenChar)
        || line.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 127)) {
      throw new HttpFailure(400, "A field of a part is malformed.");
    }
    headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
  }

  /// What there is of the content, or null; it is the caller's.
  @Nullable ByteBuffer content() {
    if (state != State.CONTENT) {
      return null;
    }
    int at = find();
    int safe = at >= 0 ? at : to - delimiter.length + 1;
    int start = isFresh ? from + 2 : from;
    ByteBuffer content = null;
    if (safe > start) {
      content = ByteBuffer.wrap(Arrays.copyOfRange(bytes, start, safe));
      from = safe;
      isFresh = false;
    }
    if (at >= 0) {
      from = at + delimiter.length;
      searched = from;
      isFresh = false;
      state = State.DELIMITER;
    }
    return content;
  }

  /// Where the next delimiter is, or -1, by the rule of Boyer, Moore and Horspool.
  private int find() {
    int last = delimiter.length - 1;
    int at = Math.max(searched, from);
    while (at + last < to) {
      byte end = bytes[at + last];
      if (end == delimiter[last] && Arrays.equals(bytes, at, at + last, delimiter, 0, last)) {
        return at;
      }
      at += skips[end & 0xff];
    }
    // Where it could still begin: a skip never passes over that.
    searched = Math.max(from, to - last);
    return -1;
  }
}
