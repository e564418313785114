package dev.triga.transport;

import dev.triga.driver.ReadBuffer;
import dev.triga.loop.EventLoop;
import java.nio.ByteBuffer;

/// The memory in which a reactor does its TLS, the same for all connections, since only one has the
/// turn. Nothing stays in it from one event to the next.
///
/// Records lie in arrays: the JDK's ciphers work on arrays, and would copy what lies elsewhere in
/// small steps. What was decrypted goes to users, so it is in a [ReadBuffer] with its protections.
final class TlsBuffers implements AutoCloseable {
  /// The head of a record.
  static final int HEAD_BYTES = 5;

  /// The longest record: its head, and what RFC 5246 allows (2^14 bytes and 2 048 of overhead).
  static final int RECORD_BYTES_MAX = HEAD_BYTES + (1 << 14) + 2048;

  /// Room for what one wrap makes: a record, or several small ones of a handshake.
  private static final int WRAP_BYTES = 2 * RECORD_BYTES_MAX;

  private final ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES_MAX);
  private final ByteBuffer wrapped = ByteBuffer.allocate(WRAP_BYTES);
  private final ReadBuffer plain;

  TlsBuffers(EventLoop loop) {
    plain = new ReadBuffer(loop.isDebug());
  }

  /// For one record that came in pieces of memory that may not be changed.
  ByteBuffer record() {
    return record.clear();
  }

  /// For what is to be sent.
  ByteBuffer wrapped() {
    return wrapped.clear();
  }

  /// For what was decrypted.
  ReadBuffer plain() {
    return plain;
  }

  @Override
  public void close() {
    plain.close();
  }
}
