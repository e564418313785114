/// Connections: endpoints, protocols, transports and listening ports.
///
/// ```java
/// record Echo(Transport transport) implements Protocol {
///   @Override public void dataReceived(ByteBuffer data) { transport.write(data); }
/// }
///
/// try (var reactor = Reactor.open()) {
///   reactor.listen(Endpoint.parse("tcp:127.0.0.1:7000"), Echo::new);
///   reactor.run();
/// }
/// ```
///
/// Protocols are called on their reactor's turn, one callback at a time, so they need no locks.
@org.jspecify.annotations.NullMarked
package dev.triga.net;
