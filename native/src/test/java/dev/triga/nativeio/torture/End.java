package dev.triga.nativeio.torture;

import dev.triga.driver.ChunkPool;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.net.CloseReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One side of a connection: what was asked of it, what it has seen, and what the other side must
/// therefore see.
final class End implements StreamSink {
  private static final int PATTERN = 251;

  private final String name;
  private final OutBuffer out;
  private @Nullable StreamHandle handle;
  private @Nullable End peer;

  boolean connected;
  boolean paused;
  long written;
  long received;
  boolean halfCloseAsked;

  /// Closed or aborted by ourselves.
  boolean gone;

  boolean aborted;
  boolean readClosed;
  @Nullable CloseReason closed;

  /// What went wrong: a broken promise of the driver's.
  @Nullable String complaint;

  /// Whether a reset may have overtaken what was not yet delivered, so that the system may or may
  /// not deliver the rest.
  boolean undetermined;

  /// Whether the peer has reset the connection.
  boolean resetByPeer;

  End(String name, ChunkPool chunks) {
    this.name = name;
    this.out = new OutBuffer(chunks);
  }

  /// Makes this and the other the two sides of one connection.
  void join(End other) {
    peer = other;
    other.peer = this;
  }

  End peer() {
    End other = peer;
    if (other == null) {
      throw new IllegalStateException(name + " has no other side");
    }
    return other;
  }

  void attach(StreamHandle stream) {
    handle = stream;
  }

  private StreamHandle handle() {
    StreamHandle stream = handle;
    if (stream == null) {
      throw new IllegalStateException(name + " has no connection");
    }
    return stream;
  }

  /// Whether the peer has to see the end of the stream behind the bytes.
  boolean endAnnounced() {
    return halfCloseAsked || (gone && !aborted);
  }

  boolean over() {
    return gone || closed != null;
  }

  // What is asked of it

  void write(int bytes) {
    if (over() || halfCloseAsked) {
      return;
    }
    ByteBuffer data = ByteBuffer.allocate(bytes);
    for (int index = 0; index < bytes; index++) {
      data.put((byte) ((written + index) % PATTERN));
    }
    written += bytes;
    out.append(data.flip());
    flush();
  }

  private void flush() {
    FlushOutcome outcome = handle().flush(out);
    if (outcome == FlushOutcome.FAILED) {
      end(handle().failure());
      handle().close();
    } else if (outcome == FlushOutcome.DONE && halfCloseAsked) {
      handle().shutdownOutput();
    }
  }

  void pause() {
    paused = true;
    handle().pauseReading();
  }

  void resume() {
    paused = false;
    if (!gone) {
      handle().resumeReading();
    }
  }

  void halfClose() {
    // Whether it is over must not matter here: one driver knows that earlier than another.
    if (!gone && !halfCloseAsked) {
      halfCloseAsked = true;
      if (!over() && out.isEmpty()) {
        handle().shutdownOutput();
      }
    }
  }

  void close(boolean abort) {
    if (gone) {
      return;
    }
    gone = true;
    aborted = abort;
    if (abort) {
      handle().abort();
    } else {
      handle().close();
    }
    out.clear();
  }

  void discard() {
    out.clear();
  }

  // What it sees

  @Override
  public void connected() {
    connected = true;
  }

  @Override
  public void readable(ByteBuffer data) {
    if (paused) {
      complain("received while it was paused");
    }
    seesNothingMore("data");
    while (data.hasRemaining()) {
      byte expected = (byte) (received % PATTERN);
      byte found = data.get();
      if (found != expected) {
        complain("received " + found + " as byte " + received + ", not " + expected);
        return;
      }
      received++;
    }
  }

  @Override
  public void readClosed() {
    seesNothingMore("the end");
    readClosed = true;
  }

  @Override
  public void writable() {
    if (over()) {
      complain("was told of room after its end");
    } else {
      flush();
    }
  }

  @Override
  public void closed(CloseReason reason) {
    end(reason);
  }

  private void end(CloseReason reason) {
    if (over()) {
      complain("ended twice, the second time by " + reason);
    }
    closed = reason;
    out.clear();
  }

  private void seesNothingMore(String what) {
    if (over() || readClosed) {
      complain("received " + what + " after its end");
    }
  }

  private void complain(String what) {
    if (complaint == null) {
      complaint = name + " " + what;
    }
  }

  /// What can be compared between drivers.
  String outcome() {
    StringBuilder text = new StringBuilder(name).append(": ");
    if (gone) {
      return text.append(aborted ? "aborted" : "closed").toString();
    }
    if (undetermined) {
      return text.append("cut off").toString();
    }
    text.append(received).append(" bytes");
    if (resetByPeer && !peer().aborted) {
      // The peer's system resets because not everything was read; java.nio ends the stream first.
      return text.append(", cut off").toString();
    }
    text.append(readClosed ? ", end" : "");
    // Behind both ends nothing is left to be done that would tell of a reset, and some drivers hear
    // of it unasked.
    CloseReason reason = readClosed && halfCloseAsked ? null : closed;
    return text.append(reason == null ? "" : ", " + reason.kind()).toString();
  }

  @Override
  public String toString() {
    return name
        + " received "
        + received
        + (paused ? ", paused" : "")
        + (readClosed ? ", read closed" : "")
        + (gone ? ", gone" : "")
        + (closed == null ? "" : ", closed by " + closed)
        + ", to send "
        + out.size();
  }
}
