package dev.triga.protocol;

import dev.triga.async.Deferred;
import dev.triga.driver.Descriptor;
import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import dev.triga.net.OpenFile;
import dev.triga.net.PeerCredentials;
import dev.triga.net.Producer;
import dev.triga.net.ProxyHeader;
import dev.triga.net.TlsOptions;
import dev.triga.net.TlsSession;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A transport that hands everything on to another one: what a policy overrides is what it changes.
abstract class TransportFilter implements Transport {
  final Transport under;

  TransportFilter(Transport under) {
    this.under = under;
  }

  @Override
  public WriteOutcome write(ByteBuffer data) {
    return under.write(data);
  }

  @Override
  public WriteOutcome writeSequence(Iterable<ByteBuffer> data) {
    return under.writeSequence(data);
  }

  @Override
  public Deferred<OpenFile> openFile(Path file) {
    return under.openFile(file);
  }

  @Override
  public Deferred<Long> sendFile(FileRegion region) {
    return under.sendFile(region);
  }

  @Override
  public boolean close() {
    return under.close();
  }

  @Override
  public boolean close(Duration deadline) {
    return under.close(deadline);
  }

  @Override
  public boolean abort() {
    return under.abort();
  }

  @Override
  public boolean abort(CloseReason reason) {
    return under.abort(reason);
  }

  @Override
  public void shutdownOutput() {
    under.shutdownOutput();
  }

  @Override
  public void pauseReading() {
    under.pauseReading();
  }

  @Override
  public void resumeReading() {
    under.resumeReading();
  }

  @Override
  public boolean isReadingPaused() {
    return under.isReadingPaused();
  }

  @Override
  public boolean isOpen() {
    return under.isOpen();
  }

  @Override
  public boolean isEnding() {
    return under.isEnding();
  }

  @Override
  public Deferred<CloseReason> ended() {
    return under.ended();
  }

  @Override
  public long unsentBytes() {
    return under.unsentBytes();
  }

  @Override
  public void watermarks(int low, int high) {
    under.watermarks(low, high);
  }

  @Override
  public void registerProducer(Producer producer) {
    under.registerProducer(producer);
  }

  @Override
  public void unregisterProducer() {
    under.unregisterProducer();
  }

  @Override
  public SocketAddress localAddress() {
    return under.localAddress();
  }

  @Override
  public SocketAddress remoteAddress() {
    return under.remoteAddress();
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return under.proxyHeader();
  }

  @Override
  public PeerCredentials peerCredentials() {
    return under.peerCredentials();
  }

  @Override
  public WriteOutcome sendDescriptor(Descriptor descriptor, ByteBuffer data) {
    return under.sendDescriptor(descriptor, data);
  }

  @Override
  public Descriptor descriptor() {
    return under.descriptor();
  }

  @Override
  public <T> T option(SocketOption<T> option) {
    return under.option(option);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    under.option(option, value);
  }

  @Override
  public Deferred<TlsSession> startTls(TlsOptions options) {
    return under.startTls(options);
  }

  @Override
  public @Nullable TlsSession tls() {
    return under.tls();
  }

  @Override
  public Reactor reactor() {
    return under.reactor();
  }

  @Override
  public String toString() {
    return under.toString();
  }
}
