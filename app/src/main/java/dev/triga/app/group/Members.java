package dev.triga.app.group;

import java.nio.ByteBuffer;

/// The members of a group in this worker, as messages from others find them. On the turn.
public interface Members {
  /// How many there are.
  int size();

  /// Sends all a message from another worker.
  ///
  /// @param isText whether it is text, as UTF-8
  void deliver(boolean isText, ByteBuffer message);

  /// Messages of another worker did not get here, because this one was too slow for them.
  void missed(long messages);

  /// Members have come or gone, here or elsewhere.
  void changed();
}
