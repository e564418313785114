package dev.triga.http;

/// What an HTTP server does, as routes.
///
/// ```java
/// public final class Hello implements HttpApplication {
///   @Override
///   public void routes(Router router) {
///     router.get("/", request -> Response.text("Hello, World!"));
///   }
/// }
/// ```
@FunctionalInterface
public interface HttpApplication {
  /// Adds the routes, once, before the server takes its first request. On the thread that makes the
  /// [HttpServer].
  ///
  /// @param router takes the routes, and is not to be kept
  void routes(Router router);
}
