package dev.triga.http;

/// Writes a stream of server-sent events. It runs as a coroutine, so that it may
/// [await][dev.triga.async.Await#await]; the stream ends when it returns, upon which clients come
/// back.
@FunctionalInterface
public interface EventWriter {
  /// Sends the events. When the client leaves, it is interrupted at its await.
  ///
  /// @param out where to
  /// @throws Exception to break the stream off
  void writeTo(EventOutput out) throws Exception;
}
