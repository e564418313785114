package dev.triga.reactor;

import java.util.concurrent.RejectedExecutionException;

/// Work was given to a reactor that has stopped. Nothing of it was done; open a new reactor.
public final class ReactorStoppedException extends RejectedExecutionException {
  private static final long serialVersionUID = 1L;

  /// Made from what was refused and the reactor's name.
  public ReactorStoppedException(String what, String reactorName) {
    super(what + " is refused: reactor '" + reactorName + "' has stopped; open a new one");
  }
}
