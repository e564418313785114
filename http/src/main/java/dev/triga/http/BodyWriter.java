package dev.triga.http;

/// Writes a response's body piece by piece. It runs as a coroutine, so that it may
/// [await][dev.triga.async.Await#await]; the body ends when it returns. What it throws aborts the
/// connection, because the client must not take what it has for the whole; and is reported.
@FunctionalInterface
public interface BodyWriter {
  /// Writes the body. When the client leaves, it is interrupted at its await.
  ///
  /// @param out where to
  /// @throws Exception when the rest cannot be had
  void writeTo(BodyOutput out) throws Exception;
}
