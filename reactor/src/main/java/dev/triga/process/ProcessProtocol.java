package dev.triga.process;

import dev.triga.net.CloseReason;
import java.nio.ByteBuffer;

/// The user's end of a child process. Every method has a default, is called on the reactor's turn
/// and one at a time. A method that throws is reported; besides, [#started] has the child killed,
/// and one that takes output has its pipe closed.
///
/// Order: [#started] first; then what comes; [#exited] once, as soon as the process is gone, which
/// may be before its last output has been delivered; [#ended] last. A stream that is no pipe is
/// never heard of.
public interface ProcessProtocol {
  /// It runs; writing is possible.
  default void started() {}

  /// Bytes came from standard output. Who keeps them copies them.
  ///
  /// @param data read-only and valid only during this call; it belongs to the reactor
  default void outReceived(ByteBuffer data) {}

  /// Bytes came from standard error. Who keeps them copies them.
  ///
  /// @param data read-only and valid only during this call; it belongs to the reactor
  default void errReceived(ByteBuffer data) {}

  /// What is unsent to standard input has fallen to the low watermark: go on writing.
  default void inputWritable() {}

  /// Standard input is closed: [CloseReason.Kind#DONE] when it was our side that closed it, else
  /// nobody reads it any more.
  default void inputClosed(CloseReason reason) {}

  /// Standard output is at its end ([CloseReason.Kind#DONE]), or broke.
  default void outClosed(CloseReason reason) {}

  /// Standard error is at its end ([CloseReason.Kind#DONE]), or broke.
  default void errClosed(CloseReason reason) {}

  /// Bytes came from a [further pipe][ProcessSpec#withPipe]. Who keeps them copies them.
  ///
  /// @param descriptor its number in the child
  /// @param data read-only and valid only during this call; it belongs to the reactor
  default void pipeReceived(int descriptor, ByteBuffer data) {}

  /// What is unsent to a further pipe has fallen to the low watermark: go on writing.
  ///
  /// @param descriptor its number in the child
  default void pipeWritable(int descriptor) {}

  /// A further pipe is closed: [CloseReason.Kind#DONE] when the child has closed one that it
  /// writes, or our side one that it reads; else it broke.
  ///
  /// @param descriptor its number in the child
  default void pipeClosed(int descriptor, CloseReason reason) {}

  /// The process is gone. What it has written may still be on its way, and what it has started may
  /// go on writing to its pipes.
  default void exited(ExitStatus status) {}

  /// The process is gone and all pipes are closed. Nothing is called after this.
  default void ended(ExitStatus status) {}
}
