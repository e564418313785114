/// Keys and certificates from PEM files. Nothing compiles against this module; the reactor finds it
/// through `ServiceLoader`.
module dev.triga.tls.pem {
  requires dev.triga.reactor;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static org.jspecify;

  provides dev.triga.net.TlsFiles with
      dev.triga.tls.pem.PemFiles;
}
