package dev.triga.testing;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One end of a connection that no reactor drives: what a foreign client or server does by hand,
/// byte by byte or not at all. Any thread; waits are in real time.
public interface Peer extends AutoCloseable {
  /// How long waits last where no time is given: long enough for a loaded machine.
  Duration PATIENCE = Duration.ofSeconds(10);

  /// How the other side stands.
  enum End {
    /// More may come.
    OPEN,
    /// It has ended in order, and everything was read.
    ORDERLY,
    /// It has reset the connection.
    RESET
  }

  /// Writes everything, waiting for room at most `wait`.
  ///
  /// @throws java.io.UncheckedIOException if the connection is broken or the time is over
  void write(byte[] data, Duration wait);

  /// Writes everything, waiting for room at most [#PATIENCE].
  default void write(byte[] data) {
    write(data, PATIENCE);
  }

  /// Writes a text as UTF-8.
  default void write(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes as much as the system takes without waiting and returns how many bytes that was, or -1
  /// when the connection is broken.
  int offer(byte[] data);

  /// Waits until `count` bytes are there or no more will come, at most `wait`, and reads at most
  /// `count`.
  byte[] read(int count, Duration wait);

  /// Waits for `count` bytes, at most [#PATIENCE], and reads them as UTF-8.
  default String readText(int count) {
    return new String(read(count, PATIENCE), StandardCharsets.UTF_8);
  }

  /// Reads and drops everything until the other side ends, at most `wait`, and tells how it stands
  /// then.
  End awaitEnd(Duration wait);

  /// As [#awaitEnd(Duration)] with [#PATIENCE].
  default End awaitEnd() {
    return awaitEnd(PATIENCE);
  }

  /// Ends our side (FIN) and goes on reading.
  void shutdownOutput();

  /// Closes. What was not read makes the system reset the connection. Idempotent.
  @Override
  void close();

  /// Resets the connection (RST). Idempotent.
  void abort();

  /// Our address.
  SocketAddress localAddress();

  /// The other side's address.
  SocketAddress remoteAddress();
}
