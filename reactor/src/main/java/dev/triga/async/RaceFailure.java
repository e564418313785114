package dev.triga.async;

import java.util.List;

/// What [Deferred#race] fails with when no member succeeds: all their failures are suppressed
/// exceptions of it, in the order of the members.
public final class RaceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RaceFailure(List<Throwable> failures) {
    super(
        failures.isEmpty()
            ? "a race without members has no winner"
            : "all " + failures.size() + " members of the race failed");
    failures.forEach(this::addSuppressed);
  }
}
