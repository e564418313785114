package dev.triga.reactor;

import java.util.concurrent.RejectedExecutionException;

/// A call for a thread was refused because as many as are allowed were waiting already. Nothing of
/// it was done.
public final class ThreadLimitException extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  /// Made from the reactor's name and its limits.
  public ThreadLimitException(String reactorName, ThreadKind kind, int threadsMax, int waitingMax) {
    super(
        "a call for a thread is refused: all "
            + threadsMax
            + " threads of kind "
            + kind
            + " of reactor '"
            + reactorName
            + "' work and "
            + waitingMax
            + " calls wait; hand out less at once, or raise the limits with"
            + " reactor.threads().limit");
  }
}
