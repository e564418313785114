package dev.triga.http.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Takes frames off bytes, however they are cut, and puts messages together. A frame that is a
/// whole message, and is there as a whole, goes through memory that all sockets of the reactor
/// share; only what is unfinished has memory of its own, which grows as bytes come, not as heads
/// promise. On the turn.
final class FrameReader {
  private static final int CONTROL_BYTES_MAX = 125;
  private static final int HEAD_BYTES_MAX = 14;
  private static final int FIRST_BYTES = 1024;
  private static final byte[] NOTHING = {};

  /// Who takes what was read.
  interface Sink {
    /// A message is whole.
    ///
    /// @param data valid during the call only
    void message(boolean isText, ByteBuffer data);

    /// A control frame is whole.
    ///
    /// @param data valid during the call only
    void control(int opcode, ByteBuffer data);

    /// Whether reading has to wait.
    boolean isHalted();
  }

  private final Sink sink;
  private final Workspace workspace;
  private final boolean isServer;
  private final int frameBytesMax;
  private final int messageBytesMax;
  private final @Nullable Inflation inflation;
  private final byte[] head = new byte[HEAD_BYTES_MAX];
  private final Utf8 utf8 = new Utf8();

  private int headRead;
  private int headSize = 2;
  private int opcode;
  private boolean isLast;
  private long length;
  private long taken;
  private int key;

  private boolean isInMessage;
  private boolean isText;
  private boolean isDeflated;
  private byte[] message = NOTHING;
  private byte[] control = NOTHING;
  private int stored;

  /// A reader.
  ///
  /// @param isServer whether frames have to be masked, or must not be
  /// @param inflation for messages that are compressed, if that was agreed on
  FrameReader(
      Sink sink,
      Workspace workspace,
      boolean isServer,
      WebSocketSettings settings,
      @Nullable Inflation inflation) {
    this.sink = sink;
    this.workspace = workspace;
    this.isServer = isServer;
    this.frameBytesMax = settings.frameBytes();
    this.messageBytesMax = settings.messageBytes();
    this.inflation = inflation;
  }

  /// Reads until there are no more bytes, or the sink is halted.
  ///
  /// @throws FrameFailure if these are no frames; nothing can be read then
  void read(ByteBuffer data) {
    while (!sink.isHalted()) {
      if (headRead < headSize && !readHead(data)) {
        return;
      }
      long rest = length - taken;
      if (rest > 0 && !data.hasRemaining()) {
        return;
      }
      int count = (int) Math.min(rest, data.remaining());
      if (Opcode.isControl(opcode)) {
        takeControl(data, count);
      } else {
        take(data, count);
      }
    }
  }

  private boolean readHead(ByteBuffer data) {
    while (headRead < headSize) {
      if (!data.hasRemaining()) {
        return false;
      }
      head[headRead++] = data.get();
      if (headRead == 1) {
        first(head[0] & 0xff);
      } else if (headRead == 2) {
        second(head[1] & 0xff);
      }
    }
    int at = 2;
    int size = head[1] & 0x7f;
    if (size < 126) {
      length = size;
    } else {
      int bytes = size == 126 ? Short.BYTES : Long.BYTES;
      length = 0;
      for (; at < 2 + bytes; at++) {
        length = length << Byte.SIZE | (head[at] & 0xff);
      }
      if (length < 0) {
        throw FrameFailure.protocol("the highest bit of a length is set");
      }
      if (length < (size == 126 ? 126 : 1 << Character.SIZE)) {
        throw FrameFailure.protocol("a length is not written in the shortest way");
      }
    }
    key = 0;
    for (; at < headSize; at++) {
      key = key << Byte.SIZE | (head[at] & 0xff);
    }
    taken = 0;
    checkSize();
    return true;
  }

  private void first(int bits) {
    isLast = (bits & 0x80) != 0;
    opcode = bits & 0x0f;
    boolean isCompressed = (bits & 0x40) != 0;
    if ((bits & 0x30) != 0) {
      throw FrameFailure.protocol("a reserved bit is set");
    }
    if (!Opcode.isKnown(opcode)) {
      throw FrameFailure.protocol("the opcode " + opcode + " is reserved");
    }
    boolean isFirst = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
    if (isCompressed && (inflation == null || !isFirst)) {
      throw FrameFailure.protocol("the first reserved bit is set where nothing is compressed");
    }
    if (Opcode.isControl(opcode)) {
      if (!isLast) {
        throw FrameFailure.protocol("a control frame is fragmented");
      }
    } else if (isFirst == isInMessage) {
      throw FrameFailure.protocol(
          isFirst
              ? "a message begins before the one before has ended"
              : "a continuation has nothing to continue");
    } else if (isFirst) {
      isInMessage = true;
      isText = opcode == Opcode.TEXT;
      isDeflated = isCompressed;
      stored = 0;
    }
  }

  private void second(int bits) {
    boolean isMasked = (bits & 0x80) != 0;
    int size = bits & 0x7f;
    if (isMasked != isServer) {
      throw FrameFailure.protocol(
          isServer ? "a client has to mask its frames" : "a server must not mask its frames");
    }
    if (size > CONTROL_BYTES_MAX && Opcode.isControl(opcode)) {
      throw FrameFailure.protocol("a control frame has more than 125 bytes");
    }
    int more = size < 126 ? 0 : size == 126 ? Short.BYTES : Long.BYTES;
    headSize = 2 + more + (isMasked ? Integer.BYTES : 0);
  }

  private void checkSize() {
    if (Opcode.isControl(opcode)) {
      return;
    }
    if (length > frameBytesMax) {
      throw new FrameFailure(
          CloseCode.TOO_BIG, "a frame has more than " + frameBytesMax + " bytes");
    }
    if (stored + length > messageBytesMax) {
      throw tooBig();
    }
  }

  private FrameFailure tooBig() {
    return new FrameFailure(
        CloseCode.TOO_BIG, "a message has more than " + messageBytesMax + " bytes");
  }

  private void takeControl(ByteBuffer data, int count) {
    byte[] into = length == count ? workspace.incoming(count) : unfinishedControl();
    move(data, into, (int) taken, count);
    if (taken == length) {
      control = NOTHING;
      headRead = 0;
      headSize = 2;
      sink.control(opcode, workspace.view(into, (int) length));
    }
  }

  private byte[] unfinishedControl() {
    if (control.length == 0) {
      control = new byte[CONTROL_BYTES_MAX];
    }
    return control;
  }

  private void take(ByteBuffer data, int count) {
    boolean isWhole = isLast && stored == 0 && count == length;
    byte[] into = isWhole ? workspace.incoming(count) : grown(stored + count);
    move(data, into, stored, count);
    if (isText && !isDeflated && !utf8.accepts(into, stored, stored + count)) {
      throw notText();
    }
    stored += count;
    if (taken == length) {
      headRead = 0;
      headSize = 2;
      if (isLast) {
        isInMessage = false;
        message = NOTHING;
        deliver(into);
      }
    }
  }

  private void move(ByteBuffer data, byte[] into, int at, int count) {
    data.get(into, at, count);
    if (isServer) {
      key = Mask.apply(into, at, at + count, key);
    }
    taken += count;
  }

  private byte[] grown(int needed) {
    if (message.length < needed) {
      int size = Math.min(messageBytesMax, Math.max(FIRST_BYTES, 2 * message.length));
      byte[] larger = new byte[Math.max(needed, size)];
      System.arraycopy(message, 0, larger, 0, stored);
      message = larger;
    }
    return message;
  }

  private void deliver(byte[] bytes) {
    int count = stored;
    stored = 0;
    byte[] whole = bytes;
    if (isDeflated && inflation != null) {
      count = inflation.inflate(bytes, count, messageBytesMax);
      whole = workspace.inflated();
      if (isText && !utf8.accepts(whole, 0, count)) {
        throw notText();
      }
    }
    if (isText && !utf8.isWhole()) {
      throw notText();
    }
    utf8.reset();
    sink.message(isText, workspace.view(whole, count));
  }

  private static FrameFailure notText() {
    return new FrameFailure(CloseCode.INVALID_DATA, "a text is not UTF-8");
  }
}
