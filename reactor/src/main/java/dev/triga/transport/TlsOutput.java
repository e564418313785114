package dev.triga.transport;

import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/// The sending half of TLS: gathers what is to be sent into full records and encrypts them.
///
/// Encrypted bytes wait here until the handle below has taken them; when there are more than
/// [#WAITING_BYTES_MAX], nothing more is encrypted. On the turn.
final class TlsOutput {
  /// Four full records: enough for one system call, and little for each of many slow peers.
  static final int WAITING_BYTES_MAX = 64 * 1024;

  /// From how many pieces of memory a record is gathered at most.
  private static final int SOURCES_MAX = 4;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SSLEngine engine;
  private final TlsBuffers buffers;
  private final StreamHandle under;
  private final OutBuffer waiting;
  private final ByteBuffer[] sources = new ByteBuffer[SOURCES_MAX];
  private boolean isPending;

  /// Sends behind what waits already.
  ///
  /// @param waiting what is still to go out in clear
  /// @param isPending whether the handle below is at work on that
  TlsOutput(
      SSLEngine engine,
      TlsBuffers buffers,
      StreamHandle under,
      OutBuffer waiting,
      boolean isPending) {
    this.engine = engine;
    this.buffers = buffers;
    this.under = under;
    this.waiting = waiting;
    this.isPending = isPending;
  }

  /// Encrypts and sends what is in `out`, as far as there is room.
  ///
  /// @throws SSLException if the engine encrypts nothing any more
  FlushOutcome flush(OutBuffer out) throws SSLException {
    while (!out.isEmpty()) {
      if (waiting.size() >= WAITING_BYTES_MAX) {
        var outcome = send();
        if (outcome != FlushOutcome.DONE) {
          return outcome;
        }
      }
      int count = out.buffers(sources);
      out.sent(wrap(sources, count));
    }
    return send();
  }

  /// Encrypts and sends as much of `data` as there is room for.
  ///
  /// @return how many bytes that was, or -1 if the stream is broken
  /// @throws SSLException if the engine encrypts nothing any more
  int write(ByteBuffer data) throws SSLException {
    int before = data.remaining();
    while (data.hasRemaining()) {
      if (waiting.size() >= WAITING_BYTES_MAX) {
        var outcome = send();
        if (outcome == FlushOutcome.FAILED) {
          return -1;
        }
        if (outcome == FlushOutcome.PENDING) {
          break;
        }
      }
      sources[0] = data;
      wrap(sources, 1);
      // The caller's buffer is the caller's.
      sources[0] = NOTHING;
    }
    return send() == FlushOutcome.FAILED ? -1 : before - data.remaining();
  }

  private int wrap(ByteBuffer[] from, int count) throws SSLException {
    var record = buffers.wrapped();
    var result = engine.wrap(from, 0, count, record);
    waiting.append(record.flip());
    if (result.getStatus() != SSLEngineResult.Status.OK || result.bytesConsumed() == 0) {
      throw new SSLException(
          engine.isInboundDone()
              ? "what was written behind the peer's end is not sent: in TLS 1.2 that is the end of"
                  + " both sides"
              : "nothing can be encrypted any more (" + result.getStatus() + "): TLS has ended");
    }
    return result.bytesConsumed();
  }

  /// Takes what the engine itself has to say: its part of a handshake, or an alert.
  ///
  /// @return whether there was anything
  boolean wrapOwn() throws SSLException {
    var record = buffers.wrapped();
    var result = engine.wrap(NOTHING, record);
    waiting.append(record.flip());
    return result.bytesProduced() > 0
        || result.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NEED_WRAP;
  }

  /// Sends what is encrypted.
  FlushOutcome send() {
    if (waiting.isEmpty()) {
      return FlushOutcome.DONE;
    }
    if (isPending) {
      return FlushOutcome.PENDING;
    }
    var outcome = under.flush(waiting);
    isPending = outcome == FlushOutcome.PENDING;
    return outcome;
  }

  /// There is room below again.
  FlushOutcome roomBelow() {
    isPending = false;
    return send();
  }

  /// Whether everything is sent.
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /// How many bytes wait here.
  long waitingBytes() {
    return waiting.size();
  }

  /// Drops everything.
  void drop() {
    waiting.clear();
  }
}
