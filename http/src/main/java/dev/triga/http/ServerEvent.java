package dev.triga.http;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One event of a stream of server-sent events (WHATWG HTML, 9.2). A value: each `with` makes a new
/// one.
///
/// @param data any text; its lines are sent as such, and a carriage return counts as the end of one
/// @param event what kind it is, or null for `message`
/// @param id what a client that comes back says that it has seen last, or null to leave that as it
///   is
/// @param retry how long a client is to wait before it comes back, or null to leave that as it is
public record ServerEvent(
    String data, @Nullable String event, @Nullable String id, @Nullable Duration retry) {
  /// An event.
  ///
  /// @throws IllegalArgumentException if the kind or the id has a line break, the id a NUL, or the
  ///   time is negative
  public ServerEvent {
    Objects.requireNonNull(data, "data");
    oneLine("the kind", event);
    oneLine("the id", id);
    if (id != null && id.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the id of an event has a NUL, which clients ignore");
    }
    if (retry != null && retry.isNegative()) {
      throw new IllegalArgumentException("the time to wait is " + retry + ", which is negative");
    }
  }

  private static void oneLine(String what, @Nullable String text) {
    if (text != null && (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0)) {
      throw new IllegalArgumentException(what + " of an event has a line break: take it out");
    }
  }

  /// An event that has data only.
  public static ServerEvent of(String data) {
    return new ServerEvent(data, null, null, null);
  }

  /// An event whose data is a value as JSON; see [Response#json].
  ///
  /// @throws IllegalArgumentException if the value cannot be written so
  public static ServerEvent json(@Nullable Object value) {
    return of(Json.text(value));
  }

  /// The same of a kind.
  ///
  /// @throws IllegalArgumentException if it has a line break
  public ServerEvent withEvent(String kind) {
    return new ServerEvent(data, kind, id, retry);
  }

  /// The same with an id.
  ///
  /// @throws IllegalArgumentException if it has a line break or a NUL
  public ServerEvent withId(String other) {
    return new ServerEvent(data, event, other, retry);
  }

  /// The same with a time to wait before coming back, exact to the millisecond.
  ///
  /// @throws IllegalArgumentException if it is negative
  public ServerEvent withRetry(Duration other) {
    return new ServerEvent(data, event, id, other);
  }

  /// How it is sent.
  String text() {
    var text = new StringBuilder(data.length() + 64);
    if (event != null) {
      text.append("event: ").append(event).append('\n');
    }
    if (id != null) {
      text.append("id: ").append(id).append('\n');
    }
    if (retry != null) {
      text.append("retry: ").append(retry.toMillis()).append('\n');
    }
    for (String line : data.split("\r\n|\r|\n", -1)) {
      text.append("data: ").append(line).append('\n');
    }
    return text.append('\n').toString();
  }
}
