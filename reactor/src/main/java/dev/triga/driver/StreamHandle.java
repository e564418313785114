package dev.triga.driver;

import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import dev.triga.net.PeerCredentials;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A connected (or connecting) stream socket of a driver. On the turn only. After `close` or
/// `abort` every other method does nothing, answers as at the end of life, or fails as documented.
public interface StreamHandle {
  /// Descriptors that may wait to be sent; Linux sends no more than 253 with one message.
  int PASSED_DESCRIPTORS_MAX = 64;

  /// Hands `data` to the system at once, without waiting, and moves its position past what was
  /// taken. Takes nothing while an earlier [#flush] is pending, so that order is kept.
  ///
  /// @return the number of bytes taken, 0 when the system takes none now, or -1 when the stream is
  ///   broken (see [#failure()])
  int write(ByteBuffer data);

  /// Sends what is in `out`, in order, and marks it as sent there. One system call where the system
  /// takes all. A completion driver keeps reading from `out` until it answers through the sink; the
  /// caller may append meanwhile.
  FlushOutcome flush(OutBuffer out);

  /// An answer of [#sendFile]: the file has no byte there, it has shrunk.
  long FILE_ENDED = -2;

  /// An answer of [#sendFile]: the system cannot send this file by itself.
  long FILE_REFUSED = -3;

  /// Opens a file for [#sendFile]. Any thread, beside the turn, because it may block.
  ///
  /// @return null if this stream sends no such file by itself
  /// @throws IOException if it cannot be opened
  default @Nullable OutgoingFile openFile(FileRegion.Source source) throws IOException {
    return null;
  }

  /// Has the system send bytes of a file, without waiting for the peer. Takes nothing while an
  /// earlier [#flush] is pending, so that order is kept.
  ///
  /// @param file from [#openFile] of this handle
  /// @return how many bytes were taken; 0 when the system takes none now, then the sink's
  ///   `writable` follows; -1 when the stream is broken (see [#failure()]); [#FILE_ENDED]; or
  ///   [#FILE_REFUSED]
  default long sendFile(OutgoingFile file, long position, long count) {
    return FILE_REFUSED;
  }

  /// Whether bytes that were taken are still here, in a layer above the driver such as TLS: then a
  /// [#flush] is due even of nothing more.
  default boolean holdsUnsent() {
    return false;
  }

  /// Why the last `write` or `flush` failed. Call only after such an answer.
  CloseReason failure();

  /// Delivers no more data until [#resumeReading()]. A failure of the connection is still reported
  /// where the mechanism tells of it unasked (NIO and select do not: there it is reported after
  /// resuming). Idempotent.
  void pauseReading();

  /// Delivers data again, never inside this call. Idempotent.
  void resumeReading();

  /// Gives the connection away: the handle is closed, the descriptor stays open and belongs to the
  /// caller, who has another driver of this kind adopt it. Only inside [AcceptSink#accepted], and
  /// only where [Driver#handsOver] says so.
  ///
  /// @throws UnsupportedOperationException if the driver does not hand connections over
  default Descriptor handOver() {
    throw new UnsupportedOperationException("this driver does not hand connections over");
  }

  /// Ends our side in order after what was flushed (sends FIN). Idempotent.
  void shutdownOutput();

  /// Frees the descriptor in order, in the next poll where the system has something under way for
  /// it. Idempotent; the sink hears nothing any more.
  void close();

  /// Frees the descriptor as [#close()] does, but resets the connection (RST), dropping what the
  /// system still holds. Idempotent; the sink hears nothing any more.
  void abort();

  /// Our address; fetched when first asked for.
  SocketAddress localAddress();

  /// The peer's address; fetched when first asked for.
  SocketAddress remoteAddress();

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

  /// Who is at the other end of a Unix-domain connection, as the system saw it when the connection
  /// was made.
  ///
  /// @throws IOException if the system does not say
  /// @throws UnsupportedOperationException if this is no Unix-domain connection, or the driver
  ///   cannot ask
  default PeerCredentials peerCredentials() throws IOException {
    throw new UnsupportedOperationException("this driver cannot ask for the peer's credentials");
  }

  /// The descriptor below, which stays the driver's.
  ///
  /// @throws UnsupportedOperationException if the driver does not give it away
  default Descriptor asDescriptor() {
    throw new UnsupportedOperationException("this driver does not give its descriptors away");
  }

  /// Whether descriptors can travel with the bytes of this stream, with the reason when not.
  default Availability passesDescriptors() {
    return Availability.no("this kind of connection carries no descriptors");
  }

  /// Sends a descriptor along with the next bytes that are written or flushed, behind those passed
  /// before. The driver keeps a duplicate until then; the caller's stays open. Call only where
  /// [#passesDescriptors()] allows.
  ///
  /// @return false when [#PASSED_DESCRIPTORS_MAX] are waiting already: flush first
  /// @throws IllegalArgumentException if the descriptor is not open, or of a kind that cannot be
  ///   passed
  default boolean pass(Descriptor descriptor) {
    throw new UnsupportedOperationException("this kind of connection carries no descriptors");
  }

  /// From now on hands over the descriptors that come with the bytes, each before the bytes it came
  /// with; without this the system closes them. They belong to the receiver. Call only where
  /// [#passesDescriptors()] allows.
  default void receiveDescriptors(Consumer<Descriptor.Raw> receiver) {
    throw new UnsupportedOperationException("this kind of connection carries no descriptors");
  }
}
