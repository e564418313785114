package dev.triga.actors;

/// When a supervisor starts an actor again that has ended: OTP's restart types.
public enum Restart {
  /// Always.
  PERMANENT,
  /// When it ended [abnormally][Termination#isAbnormal()].
  TRANSIENT,
  /// Never: what is spawned without further words is.
  TEMPORARY
}
