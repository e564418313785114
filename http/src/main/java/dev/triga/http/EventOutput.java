package dev.triga.http;

import dev.triga.async.Deferred;
import org.jspecify.annotations.Nullable;

/// Where an [EventWriter] writes. On the turn.
public interface EventOutput {
  /// Sends an event.
  ///
  /// @return succeeds when the next one may be sent: wait for it. Cancelled when the client has
  ///   left
  Deferred<@Nullable Void> send(ServerEvent event);

  /// Sends something that clients ignore, as a sign of life. There are such by themselves: see
  /// [Response#events].
  Deferred<@Nullable Void> comment(String text);
}
