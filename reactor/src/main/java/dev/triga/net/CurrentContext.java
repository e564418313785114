package dev.triga.net;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// A context that goes with its credentials: a context of the JDK for each generation of them, one
/// at a time. An engine has those of the moment at which it was made, to its end, and holds them:
/// when its last engine is gone, so are the keys of a generation. Any thread.
final class CurrentContext extends SSLContext {
  CurrentContext(TlsCredentials credentials, TrustManager @Nullable [] trust) {
    this(new Body(credentials, trust));
  }

  private CurrentContext(Body body) {
    super(body, body.made.context.getProvider(), body.made.context.getProtocol());
  }

  private static final class Body extends SSLContextSpi {
    private final TlsCredentials credentials;
    private final TrustManager @Nullable [] trust;
    private volatile Made made;

    /// @param generation the number of the generation that it shows
    private record Made(long generation, SSLContext context) {}

    Body(TlsCredentials credentials, TrustManager @Nullable [] trust) {
      this.credentials = credentials;
      this.trust = trust;
      this.made = make();
    }

    private Made make() {
      var generation = credentials.generation();
      return new Made(generation.number(), TlsContexts.of(generation.identities(), trust));
    }

    private boolean isCurrent() {
      return made.generation == credentials.generation().number();
    }

    private SSLContext current() {
      if (!isCurrent()) {
        renew();
      }
      return made.context;
    }

    private synchronized void renew() {
      if (!isCurrent()) {
        var last = made.context;
        var next = make();
        keepLimits(last.getServerSessionContext(), next.context.getServerSessionContext());
        keepLimits(last.getClientSessionContext(), next.context.getClientSessionContext());
        made = next;
      }
    }

    /// The user may have set them.
    private static void keepLimits(SSLSessionContext from, SSLSessionContext to) {
      to.setSessionCacheSize(from.getSessionCacheSize());
      to.setSessionTimeout(from.getSessionTimeout());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return current().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return current().createSSLEngine(host, port);
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] others,
        @Nullable SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException(
          "this context goes with its TlsCredentials; make one of your own for other keys");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return current().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return current().getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return current().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return current().getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return current().getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return current().getSupportedSSLParameters();
    }
  }
}
