package dev.triga.app;

import dev.triga.app.settings.SettingException;
import dev.triga.app.settings.Settings;
import dev.triga.net.Endpoint;
import dev.triga.net.TlsCredentials;
import dev.triga.net.TlsFiles;
import dev.triga.net.TlsIdentityException;
import dev.triga.net.TlsOptions;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;

/// `--cert` and `--key`: who a server is in TLS.
final class CertificateFiles {
  private CertificateFiles() {}

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

  /// Sees whether the files, if there are any, are both there and right, and whether those
  /// endpoints that need them have them.
  ///
  /// @throws SettingException if not
  static void check(Settings settings) {
    Path certificate = settings.find(ServerSettings.CERT);
    Path key = settings.find(ServerSettings.KEY);
    if (certificate != null && key != null) {
      try {
        var _ = read(certificate, key);
      } catch (TlsIdentityException e) {
        throw new SettingException("--cert and --key: " + e.getMessage());
      }
    } else if (certificate != null || key != null) {
      throw new SettingException(
          "--cert and --key go together; "
              + (certificate == null ? "--cert" : "--key")
              + " is missing");
    } else {
      var bound = settings.find(ServerSettings.BIND);
      for (Endpoint endpoint : bound == null ? List.<Endpoint>of() : bound) {
        if (endpoint instanceof Endpoint.Tls) {
          throw new SettingException(
              endpoint + " needs a certificate; give --cert FILE --key FILE");
        }
      }
    }
  }
}
