package dev.triga.net;

/// Something that writes to a transport and can be told when. Called on the turn; one that throws
/// aborts the connection.
public sealed interface Producer {
  /// Produce: a push producer until it is paused, a pull producer one piece. It may write inside
  /// this call.
  void resume();

  /// The connection has ended or no more is wanted: produce nothing more.
  void stop();

  /// Writes of itself and stops when told to.
  non-sealed interface Push extends Producer {
    /// Produce nothing until [#resume()].
    void pause();
  }

  /// Writes one piece each time it is asked.
  non-sealed interface Pull extends Producer {}
}
