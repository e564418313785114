package dev.triga.reactor;

import org.jspecify.annotations.Nullable;

/// What went wrong in a callback.
///
/// @param kind what sort of callback it was, such as `scheduled call` or `dataReceived`
/// @param callback the class of the callback and, for a lambda, the method that made it
/// @param error what it threw
/// @param origin in debug mode, where the callback was registered: an exception that was never
///   thrown
public record CallbackFailure(
    String kind, String callback, Throwable error, @Nullable Throwable origin) {
  @Override
  public String toString() {
    return kind + " " + callback + " failed: " + error;
  }
}
