/// Protocols from parts: frames and lines, requests and their answers, policies around any
/// protocol.
///
/// ```java
/// final class Upper extends LineProtocol {
///   Upper(Transport transport) {
///     super(transport);
///   }
///
///   @Override
///   protected void lineReceived(String line) {
///     sendLine(line.toUpperCase(Locale.ROOT));
///   }
/// }
///
/// reactor.listen(
///     Endpoint.parse("tcp:127.0.0.1:7000"),
///     Policies.of(Upper::new).idleTimeout(Duration.ofMinutes(5)).perPeerLimit(20));
/// ```
///
/// Everything here is called on the reactor's turn, and everything that a peer can make grow has a
/// limit.
@org.jspecify.annotations.NullMarked
package dev.triga.protocol;
