package dev.triga.transport;

import dev.triga.driver.StreamSink;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The receiving half of TLS: cuts what comes in into records and decrypts them.
///
/// Bytes are only kept here when they are a part of a record, or when nobody wants them at the
/// moment. Several records are decrypted before they are delivered as one. On the turn.
final class TlsInput {
  private static final int TYPE_FIRST = 20;
  private static final int TYPE_LAST = 24;
  private static final int TYPE_ALERT = 21;

  private final SSLEngine engine;
  private final TlsBuffers buffers;
  private final StreamSink above;

  /// Bytes from before, from position to limit; null when there are none.
  private @Nullable ByteBuffer kept;

  /// The shared memory for what was decrypted. In use between [#begin] and [#deliver].
  private ByteBuffer plain;

  private boolean isDone;

  TlsInput(SSLEngine engine, TlsBuffers buffers, StreamSink above) {
    this.engine = engine;
    this.buffers = buffers;
    this.above = above;
    this.plain = buffers.plain().target();
  }

  /// Whether the peer has said that nothing more comes.
  boolean isDone() {
    return isDone;
  }

  /// How many bytes wait here.
  int keptBytes() {
    return kept == null ? 0 : kept.remaining();
  }

  /// Begins to decrypt.
  void begin() {
    plain = buffers.plain().target();
  }

  /// Whether there are decrypted bytes to deliver.
  boolean hasPlain() {
    return plain.position() > 0;
  }

  /// Delivers what was decrypted.
  void deliver() {
    int count = plain.position();
    if (count > 0) {
      buffers.plain().deliver(above, count);
      // Others may have used it meanwhile.
      plain = buffers.plain().target();
    }
  }

  /// Whether the next record is there whole and is an alert. In TLS 1.2 that can be told from
  /// outside.
  boolean isAlertNext(ByteBuffer fresh) {
    return available(fresh) >= TlsBuffers.HEAD_BYTES && at(fresh, 0) == TYPE_ALERT;
  }

  /// Whether the next record could be decrypted without delivering first.
  boolean hasRoomFor(ByteBuffer fresh) {
    return plain.remaining() >= Math.min(lengthOfNext(fresh), TlsBuffers.RECORD_BYTES_MAX);
  }

  /// Decrypts the next record: what was kept goes before what is fresh.
  ///
  /// @return false if it is not there as a whole
  /// @throws SSLException if it is no record, or not one that may come now
  boolean unwrap(ByteBuffer fresh) throws SSLException {
    int keptLimit = kept == null ? 0 : kept.limit();
    var record = next(fresh);
    if (record == null) {
      return false;
    }
    int length = record.remaining();
    var result = engine.unwrap(record, plain);
    if (record == kept) {
      record.limit(keptLimit);
    }
    release();
    if (result.getStatus() == SSLEngineResult.Status.CLOSED || engine.isInboundDone()) {
      isDone = true;
    } else if (result.getStatus() != SSLEngineResult.Status.OK) {
      throw new SSLException(
          "a record of " + length + " bytes could not be decrypted: " + result.getStatus());
    }
    return true;
  }

  private int available(ByteBuffer fresh) {
    return keptBytes() + fresh.remaining();
  }

  /// The byte at this distance from the first one not yet decrypted.
  private int at(ByteBuffer fresh, int index) {
    int before = keptBytes();
    byte b =
        kept != null && index < before
            ? kept.get(kept.position() + index)
            : fresh.get(fresh.position() + index - before);
    return b & 0xff;
  }

  /// The length of the next record with its head; the most there can be as long as it is not known.
  private int lengthOfNext(ByteBuffer fresh) {
    if (available(fresh) < TlsBuffers.HEAD_BYTES) {
      return TlsBuffers.RECORD_BYTES_MAX;
    }
    return TlsBuffers.HEAD_BYTES + (at(fresh, 3) << 8 | at(fresh, 4));
  }

  private @Nullable ByteBuffer next(ByteBuffer fresh) throws SSLException {
    if (available(fresh) == 0) {
      return null;
    }
    checkType(at(fresh, 0));
    if (available(fresh) < TlsBuffers.HEAD_BYTES) {
      return null;
    }
    int length = lengthOfNext(fresh);
    if (length > TlsBuffers.RECORD_BYTES_MAX) {
      throw new SSLException(
          "a record says that it is " + length + " bytes long, which is more than TLS allows");
    }
    return available(fresh) < length ? null : assembled(fresh, length);
  }

  /// Most peers that speak something else are told apart by their first byte.
  private static void checkType(int type) throws SSLException {
    if (type < TYPE_FIRST || type > TYPE_LAST) {
      throw new NotTlsException(type);
    }
  }

  /// The record as one piece that may be changed.
  private ByteBuffer assembled(ByteBuffer fresh, int length) {
    var before = kept;
    if (before != null && before.remaining() >= length) {
      return before.limit(before.position() + length);
    }
    var record = buffers.record();
    if (before != null) {
      record.put(before);
    }
    int count = length - record.position();
    record.put(record.position(), fresh, fresh.position(), count);
    fresh.position(fresh.position() + count);
    return record.clear().limit(length);
  }

  /// Keeps what nobody has taken.
  void keep(ByteBuffer fresh) {
    int count = fresh.remaining();
    if (count == 0 || isDone) {
      fresh.position(fresh.limit());
      return;
    }
    var before = kept;
    if (before != null && before.capacity() - before.limit() >= count) {
      int from = before.limit();
      before.limit(from + count).put(from, fresh, fresh.position(), count);
      fresh.position(fresh.limit());
      return;
    }
    int size = keptBytes() + count;
    var larger = ByteBuffer.allocate(Math.max(roomFor(fresh), size));
    if (before != null) {
      larger.put(before);
    }
    kept = larger.put(fresh).flip();
  }

  /// Room for the record of which these bytes are a part, so that it is copied only once. No more
  /// than has come already again, so that a peer has to send what it wants us to make room for.
  private int roomFor(ByteBuffer fresh) {
    int had = available(fresh);
    return Math.min(lengthOfNext(fresh), 4 * had);
  }

  private void release() {
    if (kept != null && !kept.hasRemaining()) {
      kept = null;
    }
  }

  /// Drops everything.
  void drop() {
    kept = null;
  }
}
