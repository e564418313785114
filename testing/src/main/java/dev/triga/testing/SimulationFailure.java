package dev.triga.testing;

import org.jspecify.annotations.Nullable;

/// Something in a [Simulation] went wrong: an invariant does not hold, a callback failed, work
/// never ends. The message names the seed, the virtual time and the last lines of the trace.
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final long seed;

  SimulationFailure(String message, long seed, @Nullable Throwable cause) {
    super(message, cause);
    this.seed = seed;
  }

  /// The seed with which it happens again.
  public long seed() {
    return seed;
  }
}
