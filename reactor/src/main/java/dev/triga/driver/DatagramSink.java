package dev.triga.driver;

import dev.triga.net.CloseReason;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/// Where a datagram socket delivers. Called on the turn; never throws; may call anything on any
/// handle.
public interface DatagramSink {
  /// One datagram came in, whole.
  ///
  /// @param data a read-only view that is valid only during this call; empty for an empty datagram
  /// @param from who sent it; the address of an unnamed Unix socket has an empty path
  void received(ByteBuffer data, SocketAddress from);

  /// A datagram did not fit into the read buffer (64 KiB) and is lost.
  void truncated(SocketAddress from);

  /// A peer has answered that nobody receives there (ICMP port unreachable). Only connected sockets
  /// learn of it. The socket goes on.
  void refused();

  /// After [DatagramHandle#send] answered [SendOutcome#FULL]: try again.
  void writable();

  /// The socket cannot go on, through no act of ours; the handle is closed.
  void closed(CloseReason reason);
}
