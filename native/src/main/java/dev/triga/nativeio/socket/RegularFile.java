package dev.triga.nativeio.socket;

import dev.triga.driver.ChannelFile;
import dev.triga.driver.OutgoingFile;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.FileData;
import dev.triga.net.FileRegion;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file that the system sends from its own cache.
///
/// @param descriptor ours alone
public record RegularFile(int descriptor) implements OutgoingFile {
  /// Opens a file. Any thread; may block.
  ///
  /// @return null where the system cannot send it: it is another provider's, or behind a channel,
  ///   of which the JDK does not tell the descriptor, or this is not Linux
  /// @throws IOException if it cannot be opened
  public static @Nullable RegularFile open(FileRegion.Source source) throws IOException {
    if (!FileData.isThere()
        || !(source instanceof FileRegion.Source.OfPath(var path))
        || !ChannelFile.isOfSystem(source)) {
      return null;
    }
    try (var memory = CallMemory.acquire()) {
      int opened =
          Descriptors.open(memory.errno, path.toAbsolutePath().toString(), Descriptors.O_RDONLY);
      if (opened < 0) {
        throw failure(path, opened);
      }
      return new RegularFile(opened);
    }
  }

  /// In the types that the JDK has for it, so that no caller has to know who opened.
  private static IOException failure(Path path, int outcome) {
    String file = path.toString();
    String why = Errno.sentence(outcome);
    return switch (-outcome) {
      case Errno.ENOENT -> new NoSuchFileException(file, null, why);
      case Errno.EACCES, Errno.EPERM -> new AccessDeniedException(file, null, why);
      default -> new FileSystemException(file, null, why);
    };
  }

  private static int checked(int outcome) throws IOException {
    if (outcome < 0) {
      throw new IOException(Errno.sentence(outcome));
    }
    return outcome;
  }

  @Override
  public long size() throws IOException {
    try (var memory = CallMemory.acquire()) {
      long size = FileData.size(memory.errno, descriptor);
      return size < 0 ? checked((int) size) : size;
    }
  }

  @Override
  public void close() throws IOException {
    try (var memory = CallMemory.acquire()) {
      var ignored = checked(Descriptors.close(memory.errno, descriptor));
    }
  }
}
