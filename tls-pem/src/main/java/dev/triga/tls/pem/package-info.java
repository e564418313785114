/// PEM files for TLS: what stands behind [dev.triga.net.TlsFiles].
///
/// ```java
/// var identity = TlsFiles.installed().identity(Path.of("chain.pem"), Path.of("key.pem"));
/// var tls = TlsOptions.server(TlsCredentials.of(identity));
/// ```
@org.jspecify.annotations.NullMarked
package dev.triga.tls.pem;
