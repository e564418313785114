package dev.triga.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// How an access log writes a line. What came from the client cannot leave its line or its quotes.
public enum AccessFormat {
  /// Apache's common log format, with times in UTC.
  COMMON {
    @Override
    public String line(AccessEntry entry) {
      return common(entry).toString();
    }
  },
  /// The same with referer and user agent.
  COMBINED {
    @Override
    public String line(AccessEntry entry) {
      var line = common(entry).append(' ');
      quote(line, entry.referer()).append(' ');
      return quote(line, entry.userAgent()).toString();
    }
  },
  /// One JSON object, with all that an [AccessEntry] knows.
  JSON {
    @Override
    public String line(AccessEntry entry) {
      return Json.text(
          new Fields(
              entry.time().toString(),
              host(entry.client()),
              entry.method(),
              entry.target(),
              entry.protocol(),
              entry.status(),
              entry.bodyBytes(),
              entry.nanos() / 1e9,
              entry.referer(),
              entry.userAgent()));
    }
  };

  /// The names in the JSON objects.
  record Fields(
      String time,
      String client,
      String method,
      String target,
      String protocol,
      int status,
      long bytes,
      double seconds,
      @Nullable String referer,
      @Nullable String userAgent) {}

  /// A time as the common and the combined format have it, in UTC. Any thread.
  public static String time(Instant time) {
    return TimeFormats.ACCESS_LOG.format(time);
  }

  /// The line for an entry, without the end of the line. Any thread.
  public abstract String line(AccessEntry entry);

  private static StringBuilder common(AccessEntry entry) {
    var line = new StringBuilder(128).append(host(entry.client())).append(" - - [");
    TimeFormats.ACCESS_LOG.formatTo(entry.time(), line);
    line.append("] ");
    quote(line, entry.method() + " " + entry.target() + " " + entry.protocol());
    return line.append(' ').append(entry.status()).append(' ').append(entry.bodyBytes());
  }

  private static String host(SocketAddress client) {
    if (client instanceof InetSocketAddress internet) {
      return internet.getAddress() == null
          ? internet.getHostString()
          : internet.getAddress().getHostAddress();
    }
    return "unix";
  }

  private static StringBuilder quote(StringBuilder line, @Nullable String text) {
    line.append('"');
    String known = text == null || text.isEmpty() ? "-" : text;
    for (int i = 0; i < known.length(); i++) {
      char c = known.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        line.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
      } else {
        line.append(c);
      }
    }
    return line.append('"');
  }
}
