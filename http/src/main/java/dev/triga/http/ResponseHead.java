package dev.triga.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;

/// Writes heads of responses into a buffer that all connections of one reactor share. On the turn.
final class ResponseHead {
  /// For the length of a body that is not known.
  static final long UNKNOWN = -1;

  /// Bodies up to it go out with their head in one write.
  static final int APPENDED_BYTES_MAX = 3072;

  private static final int ROOM_BYTES = 4096;
  private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\nDate: ");
  private static final byte[] TYPE = ascii("\r\nContent-Type: ");
  private static final byte[] LENGTH = ascii("\r\nContent-Length: ");
  private static final byte[] CHUNKED = ascii("\r\nTransfer-Encoding: chunked");
  private static final byte[] CLOSE = ascii("\r\nConnection: close");
  private static final byte[] KEEP = ascii("\r\nConnection: keep-alive");
  private static final byte[] UPGRADE = ascii("\r\nConnection: Upgrade");
  private static final byte[] END = ascii("\r\n\r\n");

  /// How the connection goes on, in the words of the head.
  enum Persistence {
    /// It does, as HTTP/1.1 takes for granted.
    KEPT,
    /// It does, which has to be told a client of HTTP/1.0.
    KEPT_EXPLICITLY,
    /// It ends.
    CLOSES
  }

  private final Clock wall;
  private ByteBuffer out = ByteBuffer.allocate(ROOM_BYTES);
  private long dateSecond = Long.MIN_VALUE;
  private byte[] date = {};

  ResponseHead(Clock wall) {
    this.wall = wall;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  /// A head, and behind it the body if it is small enough to go along.
  ///
  /// @param length of the body, or [#UNKNOWN]; ignored where there can be none
  /// @return from its position to its limit; valid until the next call
  ByteBuffer head(Response response, long length, boolean isChunked, Persistence persistence) {
    out.clear();
    if (response.status() == 200) {
      put(OK);
    } else {
      text("HTTP/1.1 " + response.status() + " " + Reasons.of(response.status()) + "\r\nDate: ");
    }
    put(date());
    String type = response.type();
    if (type != null) {
      put(TYPE);
      text(type);
    }
    if (isChunked) {
      put(CHUNKED);
    } else if (length >= 0 && response.mayHaveBody()) {
      put(LENGTH);
      number(length);
    }
    if (persistence == Persistence.CLOSES) {
      put(CLOSE);
    } else if (persistence == Persistence.KEPT_EXPLICITLY) {
      put(KEEP);
    }
    if (response.status() == 101 || response.status() == 426) {
      put(UPGRADE);
    }
    var fields = response.fields();
    for (int i = 0; i < fields.size(); i++) {
      text("\r\n");
      text(fields.get(i).name());
      text(": ");
      text(fields.get(i).value());
    }
    put(END);
    return out.flip();
  }

  /// Puts a body behind the head.
  ///
  /// @return both; valid until the next call
  ByteBuffer append(ByteBuffer head, byte[] body) {
    if (body.length > head.capacity() - head.limit()) {
      out = ByteBuffer.allocate(2 * head.capacity() + body.length).put(head);
      return out.put(body).flip();
    }
    int end = head.limit();
    return head.limit(end + body.length).put(end, body);
  }

  /// A time as heads have it (RFC 9110, 5.6.7).
  static String date(Instant time) {
    return TimeFormats.IMF_FIXDATE.format(time);
  }

  private byte[] date() {
    long second = Math.floorDiv(wall.millis(), 1000);
    if (second != dateSecond) {
      dateSecond = second;
      date = ascii(date(Instant.ofEpochSecond(second)));
    }
    return date;
  }

  private void put(byte[] bytes) {
    room(bytes.length);
    out.put(bytes);
  }

  private void text(String text) {
    put(text.getBytes(ISO_8859_1));
  }

  private void number(long value) {
    room(Long.toString(Long.MAX_VALUE).length());
    int at = out.position();
    long rest = value;
    int digits = 1;
    for (long ten = 10; ten <= value && digits < 19; ten *= 10) {
      digits++;
    }
    for (int i = digits - 1; i >= 0; i--) {
      out.put(at + i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    out.position(at + digits);
  }

  private void room(int more) {
    if (out.remaining() < more) {
      out = ByteBuffer.allocate(2 * (out.capacity() + more)).put(out.flip());
    }
  }
}
