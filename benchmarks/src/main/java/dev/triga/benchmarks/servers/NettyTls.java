package dev.triga.benchmarks.servers;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/// How a server of Netty's speaks TLS: 1.3 only, with the one cipher suite that is measured.
final class NettyTls {
  private NettyTls() {}

  /// The context.
  ///
  /// @param provider `tls` for the JDK's, `tcnative` for BoringSSL
  static SslContext of(String provider, Path keyFile) throws IOException, GeneralSecurityException {
    boolean isNative = provider.equals("tcnative");
    if (isNative && !OpenSsl.isAvailable()) {
      ControlLine.skip("Netty: no tcnative: " + OpenSsl.unavailabilityCause());
    }
    var key = ServerKey.load(keyFile);
    return SslContextBuilder.forServer(key.key(), key.certificate())
        .sslProvider(isNative ? SslProvider.OPENSSL : SslProvider.JDK)
        .protocols("TLSv1.3")
        .ciphers(List.of("TLS_AES_128_GCM_SHA256"))
        .build();
  }
}
