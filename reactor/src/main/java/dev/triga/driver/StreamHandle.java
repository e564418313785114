package dev.triga.driver;

import dev.triga.net.CloseReason;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;

/// A connected (or connecting) stream socket of a driver. On the turn only. After `close` or
/// `abort` every other method does nothing, answers as at the end of life, or fails as documented.
public interface StreamHandle {
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

  /// Why the last `write` or `flush` failed. Call only after such an answer.
  CloseReason failure();

  /// Delivers no more data until [#resumeReading()]. A failure of the connection is still reported
  /// where the mechanism tells of it unasked (NIO and select do not: there it is reported after
  /// resuming). Idempotent.
  void pauseReading();

  /// Delivers data again, never inside this call. Idempotent.
  void resumeReading();

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
}
