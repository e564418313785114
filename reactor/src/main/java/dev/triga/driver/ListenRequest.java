package dev.triga.driver;

import java.net.SocketAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What to listen on.
///
/// @param address the local address; port 0 lets the system choose
/// @param backlog how many connections the system may hold for us before it refuses more
/// @param reuseAddress whether to bind although connections of an earlier listener linger
///   (`SO_REUSEADDR`)
/// @param reusePort whether other sockets that ask the same may share the port (`SO_REUSEPORT`)
/// @param options what accepted connections begin with
/// @param permissions who may connect to a Unix-domain socket at a path, or null to leave it to the
///   process's umask. Native drivers set them before the first connection is possible
public record ListenRequest(
    SocketAddress address,
    int backlog,
    boolean reuseAddress,
    boolean reusePort,
    StreamOptions options,
    @Nullable Set<PosixFilePermission> permissions) {
  /// A request without permissions.
  public ListenRequest(
      SocketAddress address,
      int backlog,
      boolean reuseAddress,
      boolean reusePort,
      StreamOptions options) {
    this(address, backlog, reuseAddress, reusePort, options, null);
  }
}
