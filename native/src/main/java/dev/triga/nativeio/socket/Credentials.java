package dev.triga.nativeio.socket;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.NativeMemory;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.net.PeerCredentials;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;

/// Asks Linux who is at the other end of a Unix-domain connection (`SO_PEERCRED`).
public final class Credentials {
  private static final int UID_OFFSET = 4;
  private static final int GID_OFFSET = 8;

  /// What the system answers for other kinds of sockets.
  private static final int NOBODY = -1;

  private Credentials() {}

  /// Asks about this connection.
  ///
  /// @throws IOException if the system does not say
  /// @throws UnsupportedOperationException if it is no Unix-domain connection
  public static PeerCredentials of(CallMemory memory, int descriptor) throws IOException {
    int outcome = Sockets.peerCredentials(memory, descriptor);
    if (outcome < 0) {
      throw new IOException("the peer's credentials are not to be had: " + Errno.sentence(outcome));
    }
    long pid = Integer.toUnsignedLong(NativeMemory.getInt(memory.scratch));
    int uid = NativeMemory.getInt(memory.scratch + UID_OFFSET);
    int gid = NativeMemory.getInt(memory.scratch + GID_OFFSET);
    if (uid == NOBODY) {
      throw new UnsupportedOperationException(
          "only Unix-domain connections know the peer's credentials");
    }
    return new PeerCredentials(user(pid, uid), group(pid, gid), pid);
  }

  /// The user with his name, if his process still tells it, else with his number for a name; both
  /// are equal to any other principal of that user.
  private static UserPrincipal user(long pid, int uid) throws IOException {
    var process = Path.of("/proc", Long.toString(pid));
    try {
      if (pid > 0 && Integer.valueOf(uid).equals(Files.getAttribute(process, "unix:uid"))) {
        return Files.getOwner(process);
      }
    } catch (IOException e) {
      // The process has ended.
      return byNumber(uid);
    }
    return byNumber(uid);
  }

  private static UserPrincipal byNumber(int uid) throws IOException {
    return FileSystems.getDefault()
        .getUserPrincipalLookupService()
        .lookupPrincipalByName(Integer.toUnsignedString(uid));
  }

  private static GroupPrincipal group(long pid, int gid) throws IOException {
    var process = Path.of("/proc", Long.toString(pid));
    try {
      if (pid > 0 && Integer.valueOf(gid).equals(Files.getAttribute(process, "unix:gid"))) {
        return Files.readAttributes(process, PosixFileAttributes.class).group();
      }
    } catch (IOException e) {
      // The process has ended.
      return groupByNumber(gid);
    }
    return groupByNumber(gid);
  }

  private static GroupPrincipal groupByNumber(int gid) throws IOException {
    return FileSystems.getDefault()
        .getUserPrincipalLookupService()
        .lookupPrincipalByGroupName(Integer.toUnsignedString(gid));
  }
}
