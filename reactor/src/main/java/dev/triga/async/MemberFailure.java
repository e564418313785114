package dev.triga.async;

/// What [Deferred#all] and [Concurrently] fail with: which member failed first, and as the cause,
/// how.
public final class MemberFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int index;

  MemberFailure(int index, Throwable cause) {
    super("member " + index + " failed: " + cause, cause);
    this.index = index;
  }

  /// The position of the member that failed first, from 0.
  public int index() {
    return index;
  }
}
