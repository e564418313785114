/// WebSockets (RFC 6455) with `permessage-deflate` (RFC 7692), for servers and clients.
///
/// ```java
/// record Chat(WebSocket socket, BroadcastGroup room) implements WebSocketListener {
///   @Override
///   public void opened() {
///     room.add(socket);
///   }
///
///   @Override
///   public void textReceived(String text) {
///     room.send(text);
///   }
/// }
///
/// void main() {
///   try (var reactor = Reactor.open()) {
///     var room = new BroadcastGroup(reactor);
///     reactor.listen(
///         Endpoint.parse("tcp:127.0.0.1:8060"),
///         HttpServer.of(router -> router.websocket("/chat", socket -> new Chat(socket, room))));
///     reactor.run();
///   }
/// }
/// ```
///
/// Everything here is called on the reactor's turn unless it says otherwise.
@NullMarked
package dev.triga.http.websocket;

import org.jspecify.annotations.NullMarked;
