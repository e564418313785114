package dev.triga.actors;

/// Whether a supervisor stops by itself when [significant][ActorSpec#significant] children have
/// ended by themselves and are not restarted: OTP's `auto_shutdown`.
public enum AutoShutdown {
  /// Never: the default.
  NEVER,
  /// When one of them has.
  ANY_SIGNIFICANT,
  /// When all of them have.
  ALL_SIGNIFICANT
}
