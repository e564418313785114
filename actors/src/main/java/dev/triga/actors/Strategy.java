package dev.triga.actors;

/// Who is started again when an actor that is to be restarted has ended: OTP's strategies.
public enum Strategy {
  /// That actor alone.
  ONE_FOR_ONE,
  /// All children: the others are stopped, in reverse order of their start, then all are started in
  /// order.
  ONE_FOR_ALL,
  /// That actor and those that were started after it.
  REST_FOR_ONE
}
