package dev.triga.app;

import dev.triga.net.Endpoint;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsFiles;
import dev.triga.net.TlsIdentityException;
import dev.triga.net.TlsOptions;
import dev.triga.reactor.Log;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
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

  /// What was read; null if neither option was given.
  private @Nullable TlsCredentials credentials;

  /// Reads the files.
  ///
  /// @return how to speak TLS, or null if neither option is given
  /// @throws ParameterException if one is missing, or the files are wrong
  @Nullable TlsOptions read(CommandLine command) {
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
      var files = TlsFiles.installed();
      var read = TlsCredentials.from(() -> List.of(files.identity(chain, secret)));
      credentials = read;
      return TlsOptions.server(read);
    } catch (TlsIdentityException e) {
      throw new ParameterException(command, "--cert and --key: " + e.getMessage(), e);
    }
  }

  /// What reads the files again, for connections from then on; files that are wrong change nothing
  /// but that an error is logged. Null if there are none.
  @Nullable Consumer<Log> reload() {
    var read = credentials;
    return read == null
        ? null
        : log -> {
          if (read.reload(log)) {
            log.info("HUP: --cert and --key were read again");
          }
        };
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
