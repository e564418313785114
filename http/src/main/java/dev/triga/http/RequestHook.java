package dev.triga.http;

import org.jspecify.annotations.Nullable;

/// Sees each request before its route does: to count it, to look at who asks, or to answer instead.
/// What is to happen afterwards is for an [AccessLog].
@FunctionalInterface
public interface RequestHook {
  /// A request has come. On the turn; like a [Responder] it must not block, and may answer
  /// [later][Response#later].
  ///
  /// @return null to let the request pass, or the answer that it gets instead
  /// @throws Exception to answer with an error page
  @Nullable Response before(Request request) throws Exception;
}
