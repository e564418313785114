package dev.triga.loop;

/// What a reactor has at the moment and has had since it began.
///
/// @param timers how many calls are scheduled
/// @param connections how many stream connections are open
/// @param receivedBytes how many bytes have been given to protocols; with TLS, those inside it
/// @param writtenBytes how many have been taken to be sent, those of files as they are sent
public record LoopFigures(int timers, int connections, long receivedBytes, long writtenBytes) {
  /// Of a reactor that counts nothing.
  public static final LoopFigures NONE = new LoopFigures(0, 0, 0, 0);
}
