package dev.triga.http;

import dev.triga.async.Deferred;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Where a [BodyWriter] writes. On the turn.
public interface BodyOutput {
  /// Writes the bytes from position to limit as one piece, and leaves the position at the limit.
  /// They go out without waiting for more.
  ///
  /// @return succeeds when the next piece may be written: wait for it, or the unsent bytes run into
  ///   the hard cap of [dev.triga.net.Transport#write]. Cancelled when the client has left
  Deferred<@Nullable Void> write(ByteBuffer data);

  /// Writes text as UTF-8; see [#write(ByteBuffer)].
  Deferred<@Nullable Void> write(String text);
}
