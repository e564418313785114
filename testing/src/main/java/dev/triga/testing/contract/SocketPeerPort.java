package dev.triga.testing.contract;

import dev.triga.testing.Peer;
import dev.triga.testing.PeerPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A foreign listener on a socket of the JDK; closes what it has accepted.
final class SocketPeerPort implements PeerPort {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final ServerSocketChannel channel;
  private final InetSocketAddress address;
  private final List<Peer> accepted = new ArrayList<>();

  private SocketPeerPort(ServerSocketChannel channel) throws IOException {
    this.channel = channel;
    this.address = (InetSocketAddress) channel.getLocalAddress();
    channel.configureBlocking(false);
  }

  static SocketPeerPort open(int backlog) {
    try {
      return new SocketPeerPort(
          ServerSocketChannel.open()
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public Peer accept(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    var connection = acceptNow();
    while (connection == null) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no connection came to " + address + " within " + wait);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      connection = acceptNow();
    }
    var peer = new SocketPeer(connection);
    accepted.add(peer);
    return peer;
  }

  private @Nullable SocketChannel acceptNow() {
    try {
      return channel.accept();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot accept at " + address, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + address, e);
    }
    accepted.forEach(Peer::close);
  }
}
