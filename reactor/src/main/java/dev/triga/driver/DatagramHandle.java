package dev.triga.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A datagram socket of a driver. On the turn only. After `close` every other method does nothing
/// or fails as documented.
public interface DatagramHandle {
  /// Takes the bytes from position to limit as one datagram, without waiting, and leaves the buffer
  /// as it is. They go to the system now or at the next [#flush()]; what the system refuses is told
  /// to the sink, also inside this call.
  ///
  /// @param to the receiver; null on a connected socket
  /// @return whether it was taken; if not, the sink's `writable` follows
  boolean send(ByteBuffer data, @Nullable SocketAddress to);

  /// Hands everything that was taken to the system, as far as it goes; what is left goes by itself
  /// as soon as there is room.
  void flush();

  /// Delivers nothing more until [#resumeReading()]; the system drops what its buffer cannot hold.
  /// Idempotent.
  void pauseReading();

  /// Delivers again, never inside this call. Idempotent.
  void resumeReading();

  /// Receives what is sent to a multicast group, on this interface.
  ///
  /// @param source the only sender wanted, or null for all
  /// @throws IOException if the system refuses
  void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException;

  /// Takes a [#join] back.
  ///
  /// @throws IOException if the system refuses, for instance because it was never joined
  void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException;

  /// The address it is really bound to, with the real port.
  SocketAddress localAddress();

  /// The value of a socket option.
  ///
  /// @throws IOException if the system refuses
  /// @throws UnsupportedOperationException if this driver does not know the option, naming it
  <T> T option(SocketOption<T> option) throws IOException;

  /// Sets a socket option.
  ///
  /// @throws IOException if the system refuses
  /// @throws UnsupportedOperationException if this driver does not know the option, naming it
  <T> void option(SocketOption<T> option, T value) throws IOException;

  /// The descriptor below, which stays the driver's.
  ///
  /// @throws UnsupportedOperationException if the driver does not give it away
  default Descriptor asDescriptor() {
    throw new UnsupportedOperationException("this driver does not give its descriptors away");
  }

  /// Delivers what has come, unless reading is paused, and closes the socket with nothing in
  /// between: what comes then is lost. Inside this call, so never inside one of the sink's.
  ///
  /// A socket that somebody else may have too is closed only: what has come is his.
  ///
  /// @param most datagrams to deliver at most, or some more where they come in batches
  default void receiveAndClose(int most) {
    close();
  }

  /// Flushes, and closes the socket; the sink hears nothing any more. Idempotent.
  void close();
}
