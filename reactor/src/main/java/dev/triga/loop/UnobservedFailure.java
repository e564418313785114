package dev.triga.loop;

import org.jspecify.annotations.Nullable;

/// A failure that no listener has taken from its Deferred so far.
///
/// The loop keeps one for a second (and until stop at the latest), then claims it. Any thread may
/// call; at most one caller gets the failure.
public interface UnobservedFailure {

  /// Takes the failure if still nobody listens to it; from then on it counts as reported.
  ///
  /// @return the failure to report, or null when a listener came or another caller took it
  @Nullable Throwable claim();

  /// One line that says which Deferred failed, for the report.
  String description();

  /// Where the Deferred was made, known in debug mode only.
  @Nullable Throwable creation();
}
