package dev.triga.driver;

import dev.triga.net.FileRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file behind a channel of `java.nio`.
///
/// @param channel open for reading
/// @param isOurs whether it was opened for the purpose, and not by the user
public record ChannelFile(FileChannel channel, boolean isOurs) implements OutgoingFile {
  /// Opens a file. Beside the turn, because it may block.
  ///
  /// @throws IOException if it cannot be opened
  public static ChannelFile of(FileRegion.Source source) throws IOException {
    return switch (source) {
      case FileRegion.Source.OfChannel(var channel) -> new ChannelFile(channel, false);
      case FileRegion.Source.OfPath(var path) ->
          new ChannelFile(FileChannel.open(path, StandardOpenOption.READ), true);
      case FileRegion.Source.OfOpen(var file) ->
          throw new IllegalArgumentException(file.path() + " is open for another transport");
    };
  }

  /// The same, or null if another provider than the system's would have to: its channels may wait
  /// for the peer.
  ///
  /// @throws IOException if it cannot be opened
  public static @Nullable ChannelFile ofSystem(FileRegion.Source source) throws IOException {
    return isOfSystem(source) ? of(source) : null;
  }

  /// Whether the system itself knows the file.
  public static boolean isOfSystem(FileRegion.Source source) {
    return !(source instanceof FileRegion.Source.OfPath(var path))
        || path.getFileSystem() == FileSystems.getDefault();
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    if (isOurs) {
      channel.close();
    }
  }
}
