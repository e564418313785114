package dev.triga.stream;

import dev.triga.net.CloseReason;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;

/// A consumer that can also write: the user's end of a two-way stream, such as a connection.
///
/// ```java
/// final class Greeter extends ByteAgent {
///   Greeter(Reactor reactor) { super(reactor); }
///   @Override protected void connected(StreamControl.Connected to) { write(bytes("hello")); }
///   @Override protected void dataReceived(ByteBuffer data) { … }
///   @Override protected void dataEnded(CloseReason reason) { end(); }
/// }
/// ```
///
/// What it writes is bounded as that of a [ByteWriter]; what comes in is bounded by its window, see
/// [ByteConsumer]. Its two directions end each for itself, unless what it is attached to has
/// another policy; [ByteDuplex#abort] of [#bytes()] aborts both.
public abstract class ByteAgent extends ByteConsumer {
  private final Writer writer;

  /// Made for a reactor, with the default window.
  protected ByteAgent(Reactor reactor) {
    this(reactor, DEFAULT_WINDOW_BYTES);
  }

  /// Made for a reactor.
  ///
  /// @param window how many bytes may be in hand, at least one
  protected ByteAgent(Reactor reactor, long window) {
    super(reactor, window);
    this.writer = new Writer(reactor);
  }

  /// What it is attached to is connected; may write. On the turn, before any data.
  protected void connected(StreamControl.Connected to) {}

  /// Nobody takes what it writes any more. On the turn, once; not after [#end()].
  protected void writingAborted(CloseReason reason) {}

  /// Understands [StreamControl.Connected].
  @Override
  protected boolean controlReceived(StreamControl message) {
    if (message instanceof StreamControl.Connected to) {
      connected(to);
      return true;
    }
    return false;
  }

  /// Writes; see [ByteWriter#write]. Any thread.
  public final WriteOutcome write(ByteBuffer data) {
    return writer.write(data);
  }

  /// Ends what it writes, after what was written. Any thread. Idempotent.
  public final void end() {
    writer.end();
  }

  /// What it writes. Any thread.
  public final ByteWriter writer() {
    return writer;
  }

  /// Both its directions. Any thread.
  public final ByteDuplex bytes() {
    return new ByteDuplex(this, writer);
  }

  /// Tells the agent of its end.
  private final class Writer extends ByteWriter {
    Writer(Reactor reactor) {
      super(reactor);
    }

    @Override
    protected void aborted(CloseReason reason) {
      super.aborted(reason);
      writingAborted(reason);
    }

    @Override
    protected boolean controlReceived(StreamControl message) {
      return ByteAgent.this.controlReceived(message);
    }

    @Override
    public String toString() {
      return ByteAgent.this + ".writer";
    }
  }
}
