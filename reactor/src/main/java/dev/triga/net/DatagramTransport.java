package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.driver.Descriptor;
import dev.triga.reactor.Reactor;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A datagram socket: what a [DatagramProtocol] sends on.
///
/// **Threads.** Everything needs the turn, except [#close()] and the questions.
///
/// **Sending** never blocks and never keeps the caller's buffer. What is sent in a pass goes out at
/// its end, in one system call where the system can. What the system does not take waits in a queue
/// with a limit ([DatagramOptions#queueDatagrams()]).
///
/// **The end** comes exactly once, as [DatagramProtocol#closed]. After it everything is a no-op,
/// and sends answer [SendOutcome#CLOSED].
public interface DatagramTransport {
  /// The largest datagram: 65 535 bytes less the headers of IPv4 and UDP (RFC 768).
  int DATAGRAM_BYTES_MAX = 65_507;

  /// Sends the bytes from position to limit as one datagram, and leaves the position at the limit.
  ///
  /// @param to the receiver
  /// @throws IllegalArgumentException if the address is not resolved, or of another family than the
  ///   socket
  /// @throws IllegalStateException if the socket is connected
  SendOutcome send(ByteBuffer data, SocketAddress to);

  /// Sends the bytes from position to limit to the one peer of a connected socket, and leaves the
  /// position at the limit.
  ///
  /// @throws IllegalStateException if the socket is not connected
  SendOutcome send(ByteBuffer data);

  /// Delivers what has come already, then closes the socket with nothing in between: for one that
  /// gives way to others at the same address ([DatagramOptions#withReusePort]), which get what
  /// comes from then on. In a flood it delivers some thousands and drops the rest. Nothing is
  /// delivered where reading is paused, or where others have the same socket (one that was taken
  /// over, or whose [#descriptor] was asked for): what has come is theirs. On the turn; it happens
  /// in a later step of the loop.
  ///
  /// @return succeeds when the address is free
  Deferred<@Nullable Void> receiveAndClose();

  /// Closes the socket after handing to the system what it takes at once; the rest is dropped. The
  /// address is free when this returns, or, off the turn, soon after. Any thread.
  ///
  /// @return whether this call closed it
  boolean close();

  /// Whether it is open. Any thread.
  boolean isOpen();

  /// How many datagrams wait for the system to take them. Any thread; off the turn it may be old.
  int queued();

  /// Delivers nothing more until [#resumeReading()]; the system drops what its buffer cannot hold.
  /// Idempotent.
  void pauseReading();

  /// Delivers again, never inside this call. Idempotent.
  void resumeReading();

  /// Receives what is sent to a multicast group, on this interface. The interface for sending, the
  /// time to live and loopback are options: `StandardSocketOptions.IP_MULTICAST_IF`,
  /// `IP_MULTICAST_TTL` and `IP_MULTICAST_LOOP`.
  ///
  /// @throws IllegalArgumentException if it is no multicast address
  /// @throws java.io.UncheckedIOException if the system refuses
  default void join(InetAddress group, NetworkInterface on) {
    join(group, on, null);
  }

  /// As [#join(InetAddress, NetworkInterface)], but only from this source.
  void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source);

  /// Takes a [#join(InetAddress, NetworkInterface)] back.
  ///
  /// @throws java.io.UncheckedIOException if the system refuses, for instance because the group was
  ///   never joined
  default void leave(InetAddress group, NetworkInterface on) {
    leave(group, on, null);
  }

  /// Takes a [#join(InetAddress, NetworkInterface, InetAddress)] back.
  void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source);

  /// The endpoint with the real address and port, in a form that [Endpoint#parse] reads back. Any
  /// thread.
  Endpoint endpoint();

  /// The address it is bound to. Any thread.
  SocketAddress localAddress();

  /// The value of a socket option.
  <T> T option(SocketOption<T> option);

  /// Sets a socket option.
  <T> void option(SocketOption<T> option, T value);

  /// The descriptor below, which stays this socket's: for sending it to another process with
  /// [Transport#sendDescriptor].
  ///
  /// @throws IllegalStateException if the socket is closed
  /// @throws UnsupportedOperationException if there is none, as in memory
  Descriptor descriptor();

  /// The reactor on which the protocol is called.
  Reactor reactor();
}
