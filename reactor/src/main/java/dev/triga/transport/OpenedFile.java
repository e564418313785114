package dev.triga.transport;

import dev.triga.driver.ChannelFile;
import dev.triga.driver.OutgoingFile;
import dev.triga.driver.StreamHandle;
import dev.triga.net.FileRegion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// A file that is about to be sent.
///
/// @param file the open file
/// @param size its size when it was opened
/// @param toRead the same file, if its bytes have to be read and written; null if the handle sends
///   it by itself
record OpenedFile(OutgoingFile file, long size, @Nullable ChannelFile toRead) {
  /// Opens a file the way that suits the handle best. Beside the turn.
  static OpenedFile of(StreamHandle handle, FileRegion.Source source) throws IOException {
    // Opening a FIFO would wait for its writer.
    if (source instanceof FileRegion.Source.OfPath(var path)
        && !Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
      throw new IOException("it is no regular file");
    }
    var sendable = handle.openFile(source);
    return sendable == null ? toRead(source) : opened(sendable, null);
  }

  /// Opens a file in order to read it. Beside the turn.
  static OpenedFile toRead(FileRegion.Source source) throws IOException {
    var readable = ChannelFile.of(source);
    return opened(readable, readable);
  }

  private static OpenedFile opened(OutgoingFile file, @Nullable ChannelFile toRead)
      throws IOException {
    boolean isUsable = false;
    try {
      var opened = new OpenedFile(file, file.size(), toRead);
      isUsable = true;
      return opened;
    } finally {
      if (!isUsable) {
        file.close();
      }
    }
  }
}
