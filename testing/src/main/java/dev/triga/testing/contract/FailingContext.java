package dev.triga.testing.contract;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/// A context that makes no engines while it is told to fail.
final class FailingContext extends SSLContext {
  private final Body body;

  FailingContext(SSLContext below) {
    this(new Body(below));
  }

  private FailingContext(Body body) {
    super(body, body.below.getProvider(), body.below.getProtocol());
    this.body = body;
  }

  void fails(boolean from) {
    body.fails = from;
  }

  private static final class Body extends SSLContextSpi {
    private final SSLContext below;
    private volatile boolean fails;

    Body(SSLContext below) {
      this.below = below;
    }

    private void check() {
      if (fails) {
        throw new IllegalStateException("a context that makes no engines any more");
      }
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      check();
      return below.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      check();
      return below.createSSLEngine(host, port);
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      below.init(keys, trust, random);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return below.getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return below.getServerSocketFactory();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return below.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return below.getClientSessionContext();
    }
  }
}
