package dev.triga.driver;

import java.io.IOException;

/// A file that a driver has opened in order to send it: see [StreamHandle#openFile].
public interface OutgoingFile {
  /// Its size now, in bytes. Any thread; may block.
  ///
  /// @throws IOException if the system does not say
  long size() throws IOException;

  /// Closes it, unless it is the user's. Once, after the last use; any thread; may block.
  ///
  /// @throws IOException if the system fails
  void close() throws IOException;
}
