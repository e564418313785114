package dev.triga.app;

import dev.triga.app.settings.Settings;
import dev.triga.http.AccessFormat;
import dev.triga.http.AccessLogFile;
import dev.triga.net.Endpoint;
import dev.triga.protocol.ConnectionAccount;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The access log of a server that knows connections and no requests: a line for each that has
/// ended. `docs/operations.md` says what is in it.
final class ConnectionLog implements AutoCloseable {
  private static final double MILLIS_PER_SECOND = 1e3;

  private final AccessLogFile file;

  private ConnectionLog(AccessLogFile file) {
    this.file = file;
  }

  /// Opens the file that is set, if one is.
  ///
  /// @throws java.io.UncheckedIOException if it cannot be written
  static @Nullable ConnectionLog open(Settings settings) {
    Path file = settings.find(ServerSettings.ACCESS_LOG);
    return file == null ? null : new ConnectionLog(AccessLogFile.open(file, AccessFormat.COMMON));
  }

  /// Sees whether the access log, if there is to be one, can be written by whoever runs this: a
  /// mistake in its name is found here, not in each worker.
  ///
  /// @throws java.io.UncheckedIOException if not
  static void check(Settings settings) {
    var opened = open(settings);
    if (opened != null) {
      opened.close();
    }
  }

  /// Notes a connection. Any thread.
  void ended(ConnectionAccount account) {
    file.append(line(account, Instant.now()));
  }

  static String line(ConnectionAccount account, Instant now) {
    var reason = account.reason();
    var line =
        new StringBuilder(128)
            .append(shown(account.remoteAddress()))
            .append(" [")
            .append(AccessFormat.time(now.minus(account.duration())))
            .append("] ")
            .append(shown(account.localAddress()))
            .append(' ')
            .append(reason.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .append(' ')
            .append(account.receivedBytes())
            .append(' ')
            .append(account.writtenBytes())
            .append(' ')
            .append(
                String.format(
                    Locale.ROOT, "%.3f", account.duration().toMillis() / MILLIS_PER_SECOND));
    if (!reason.isDone()) {
      line.append(" \"").append(OptionText.oneLine(reason.detail()).replace('"', '\'')).append('"');
    }
    return line.toString();
  }

  /// As an endpoint, in one word; `-` for what has no name, such as whoever connects to a
  /// Unix-domain socket.
  private static String shown(SocketAddress address) {
    try {
      return OptionText.oneLine(Endpoint.of(address).toString()).replace(" ", "\\u0020");
    } catch (IllegalArgumentException e) {
      return "-";
    }
  }

  /// Opens the file by its name again.
  void reopen() {
    file.reopen();
  }

  @Override
  public void close() {
    file.close();
  }
}
