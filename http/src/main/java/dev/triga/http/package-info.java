/// An HTTP/1.1 server: what a [dev.triga.http.Request] is answered with is a
/// [dev.triga.http.Response], which may be known at once, later, or written piece by piece.
///
/// ```java
/// void main() {
///   try (var reactor = Reactor.open()) {
///     reactor.listen(
///         Endpoint.parse("tcp:127.0.0.1:8060"),
///         HttpServer.of(
///             router -> {
///               router.get("/", request -> Response.text("Hello, World!"));
///               router.get("/square/{n:int}", request -> {
///                 int n = request.intParam("n");
///                 return Response.text(n + " * " + n + " = " + (long) n * n);
///               });
///             }));
///     reactor.run();
///   }
/// }
/// ```
///
/// Everything here is called on the reactor's turn unless it says otherwise. The framing of
/// requests is read by Jetty's parser, which logs through SLF4J: have a provider on the class path,
/// be it `slf4j-nop`, or SLF4J remarks on standard error that there is none.
@NullMarked
package dev.triga.http;

import org.jspecify.annotations.NullMarked;
