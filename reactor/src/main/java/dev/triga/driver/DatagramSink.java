package dev.triga.driver;

import dev.triga.net.CloseReason;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Where a datagram socket delivers. Called on the turn; never throws; may call anything on any
/// handle.
public interface DatagramSink {
  /// One datagram came in, whole.
  ///
  /// @param data a read-only view that is valid only during this call; empty for an empty datagram
  /// @param from who sent it; the address of an unnamed Unix socket has an empty path
  void received(ByteBuffer data, SocketAddress from);

  /// A peer has answered that nobody receives there (ICMP port unreachable). Only connected sockets
  /// learn of it. The socket goes on.
  void refused();

  /// The system has refused to send a datagram that was taken, or that was offered just now. The
  /// socket goes on.
  ///
  /// @param to the receiver, or null on a connected socket
  /// @param reason one sentence for people
  void sendFailed(@Nullable SocketAddress to, String reason);

  /// After [DatagramHandle#send] took nothing: try again.
  void writable();

  /// The socket cannot go on, through no act of ours; the handle is closed.
  void closed(CloseReason reason);
}
