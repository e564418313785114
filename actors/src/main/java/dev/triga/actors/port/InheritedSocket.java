package dev.triga.actors.port;

import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.net.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// An open socket that the process before this one has listened on, and its file if it has one: the
/// file is ours with the socket. Any thread.
public final class InheritedSocket {
  private final Descriptor.Raw socket;
  private final @Nullable Path file;
  private final @Nullable Object key;

  /// Takes it over.
  public InheritedSocket(Endpoint endpoint, Descriptor.Raw socket) {
    this.socket = socket;
    file = endpoint instanceof Endpoint.Unix unix ? Path.of(unix.path()) : null;
    key = file == null ? null : keyOf(file);
  }

  /// What tells a file from every other one of the machine; null when there is no such file.
  private static @Nullable Object keyOf(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /// Closes it.
  ///
  /// @param keepsFile whether another process goes on listening on it
  public void close(boolean keepsFile) {
    OperatingSystem.current().close(socket);
    var path = file;
    if (!keepsFile && path != null && key != null && key.equals(keyOf(path))) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        System.getLogger(InheritedSocket.class.getName())
            .log(System.Logger.Level.WARNING, "cannot remove " + path, e);
      }
    }
  }
}
