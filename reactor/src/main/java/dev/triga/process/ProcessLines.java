package dev.triga.process;

import dev.triga.net.CloseReason;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// A protocol that hears what a child writes line by line, such as for a log. Extend it to hear of
/// the exit too. On the turn.
///
/// A line ends with LF, or CR LF, or the end of the stream. One that is longer than the limit comes
/// in pieces, so that nothing is lost and nothing grows. Malformed UTF-8 comes as U+FFFD.
public class ProcessLines implements ProcessProtocol {
  /// How long a line may be, in bytes, unless said otherwise.
  public static final int DEFAULT_LINE_LIMIT_BYTES = 16 * 1024;

  private final LineAssembly out;
  private final LineAssembly err;

  /// Lines of at most [#DEFAULT_LINE_LIMIT_BYTES].
  ///
  /// @param outLine is called with each line of standard output, without its end
  /// @param errLine is called with each line of standard error, without its end
  public ProcessLines(Consumer<? super String> outLine, Consumer<? super String> errLine) {
    this(DEFAULT_LINE_LIMIT_BYTES, outLine, errLine);
  }

  /// Lines of at most so many bytes.
  ///
  /// @throws IllegalArgumentException if the limit is less than 4, which is one character of UTF-8
  public ProcessLines(
      int limitBytes, Consumer<? super String> outLine, Consumer<? super String> errLine) {
    this.out = new LineAssembly(limitBytes, outLine);
    this.err = new LineAssembly(limitBytes, errLine);
  }

  @Override
  public final void outReceived(ByteBuffer data) {
    out.received(data);
  }

  @Override
  public final void errReceived(ByteBuffer data) {
    err.received(data);
  }

  @Override
  public void outClosed(CloseReason reason) {
    out.ended();
  }

  @Override
  public void errClosed(CloseReason reason) {
    err.ended();
  }
}
