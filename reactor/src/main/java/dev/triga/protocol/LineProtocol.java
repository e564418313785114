package dev.triga.protocol;

import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// A protocol whose bytes come in lines.
///
/// Reading, raw bytes, limits and threads are those of [FrameProtocol]: a line is a frame. Bytes
/// that are malformed in the charset come as U+FFFD; who wants the bytes extends [FrameProtocol]
/// with [Framing#lines()].
public abstract class LineProtocol extends FrameProtocol {
  private final Charset charset;

  /// Lines in UTF-8 that end with CR LF, of at most 16 384 bytes.
  protected LineProtocol(Transport transport) {
    this(transport, Framing.lines(), StandardCharsets.UTF_8);
  }

  /// Lines as one likes them.
  ///
  /// @param lines a [Framing#lines(String)], with its limit
  /// @param charset how text becomes bytes
  protected LineProtocol(Transport transport, Framing lines, Charset charset) {
    super(transport, lines);
    this.charset = Objects.requireNonNull(charset, "charset");
  }

  /// A line has come.
  ///
  /// @param line the text without its delimiter
  protected abstract void lineReceived(String line);

  @Override
  protected final void frameReceived(ByteBuffer frame) {
    lineReceived(charset.decode(frame).toString());
  }

  /// Sends a line and its delimiter. Any thread.
  ///
  /// @return the outcome of the write
  /// @throws IllegalArgumentException if the line contains the delimiter or is longer than the
  ///   limit
  public final WriteOutcome sendLine(String line) {
    return sendFrame(charset.encode(line));
  }
}
