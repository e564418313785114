package dev.triga.protocol;

import dev.triga.net.Transport;
import java.nio.ByteBuffer;
import java.util.Objects;

/// A protocol whose next frame means something else than the last one: each state takes a frame and
/// says which state takes the one after.
///
/// ```java
/// final class Login extends StatefulProtocol {
///   private String name = "";
///
///   Login(Transport transport) {
///     super(transport, Framing.netstrings());
///   }
///
///   @Override
///   protected State initial() {
///     return this::name;
///   }
///
///   private State name(ByteBuffer frame) {
///     name = UTF_8.decode(frame).toString();
///     return this::password;
///   }
/// }
/// ```
///
/// Reading, raw bytes, limits and threads are those of [FrameProtocol].
public abstract class StatefulProtocol extends FrameProtocol {
  private State state;

  /// What to do with the next frame.
  @FunctionalInterface
  public interface State {
    /// A frame has come.
    ///
    /// @param frame its bytes; read-only and valid only during this call
    /// @return what takes the next one
    State received(ByteBuffer frame);
  }

  /// A protocol for a connection.
  protected StatefulProtocol(Transport transport, Framing framing) {
    super(transport, framing);
    state = frame -> initial().received(frame);
  }

  /// What takes the first frame.
  protected abstract State initial();

  @Override
  protected final void frameReceived(ByteBuffer frame) {
    state = Objects.requireNonNull(state.received(frame), "the state after this frame");
  }
}
