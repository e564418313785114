package dev.triga.app;

import dev.triga.net.Endpoint;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsFiles;
import dev.triga.net.TlsIdentityException;
import dev.triga.net.TlsOptions;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// `--cert` and `--key`: who a server is in TLS.
final class CertificateOptions {
  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "PEM file with the certificate for tls: endpoints, and its issuers behind it.")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "PEM file with the private key of the certificate, not encrypted.")
  private @Nullable Path key;

  /// Reads the files, to see whether they will do.
  ///
  /// @return where they are, or null if neither option is given
  /// @throws ParameterException if one is missing, or the files are wrong
  @Nullable Files check(CommandLine command) {
    Path chain = certificate;
    Path secret = key;
    if (chain == null && secret == null) {
      return null;
    }
    if (chain == null || secret == null) {
      throw new ParameterException(
          command,
          "--cert and --key go together; " + (chain == null ? "--cert" : "--key") + " is missing");
    }
    try {
      var _ = read(chain, secret);
      return new Files(chain.toAbsolutePath(), secret.toAbsolutePath());
    } catch (TlsIdentityException e) {
      throw new ParameterException(command, "--cert and --key: " + e.getMessage(), e);
    }
  }

  /// Where certificate and key are, whatever the current folder.
  record Files(Path certificate, Path key) {}

  /// Reads the files. It blocks, and the first time for some hundred milliseconds.
  ///
  /// @throws TlsIdentityException if they are wrong
  static TlsOptions read(Path certificate, Path key) {
    var files = TlsFiles.installed();
    var credentials = TlsCredentials.from(() -> List.of(files.identity(certificate, key)));
    try {
      // The first engine of a JVM makes it load all its security providers: better here than on a
      // reactor when the first client connects.
      var _ = SSLContext.getDefault().createSSLEngine();
    } catch (NoSuchAlgorithmException e) {
      throw new TlsIdentityException("this JVM has no TLS: " + e.getMessage(), e);
    }
    return TlsOptions.server(credentials);
  }

  /// Refuses `tls:` endpoints without a certificate.
  ///
  /// @throws ParameterException if there is one
  void checkNeeded(CommandLine command, List<Endpoint> endpoints) {
    for (Endpoint endpoint : endpoints) {
      if (endpoint instanceof Endpoint.Tls && certificate == null) {
        throw new ParameterException(
            command, "--bind " + endpoint + " needs a certificate; give --cert FILE --key FILE");
      }
    }
  }
}
