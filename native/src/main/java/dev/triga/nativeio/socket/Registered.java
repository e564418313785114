package dev.triga.nativeio.socket;

/// Somebody with a descriptor whom events of the kernel name. On the turn only.
public abstract class Registered {
  /// What [#descriptor] is once it is closed.
  public static final int CLOSED = -1;

  /// The number, or [#CLOSED]: a closed one must never be named again, it may be somebody else's by
  /// now.
  public int descriptor;

  /// By what events name this one; see [TokenTable].
  public long token;

  /// For an open descriptor.
  protected Registered(int descriptor) {
    this.descriptor = descriptor;
  }

  /// Whether the descriptor has not been closed.
  public final boolean isOpen() {
    return descriptor != CLOSED;
  }
}
