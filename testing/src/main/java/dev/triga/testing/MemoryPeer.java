package dev.triga.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/// A [Peer] on a [MemoryNetwork].
public final class MemoryPeer implements Peer {
  private final MemoryNetwork network;
  private final MemorySocket socket;
  private final Condition changed;

  /// Made under the network's lock.
  MemoryPeer(MemoryNetwork network, MemorySocket socket) {
    this.network = network;
    this.socket = socket;
    this.changed = network.lock.newCondition();
    socket.changed = changed::signalAll;
  }

  static MemoryPeer connect(MemoryNetwork network, InetSocketAddress remote) {
    network.lock.lock();
    try {
      var host = network.topology().outside();
      var answered = network.lock.newCondition();
      var local = host.localFor(remote, new InetSocketAddress(0));
      var attempt = new MemoryAttempt(host, local, remote, answered::signalAll);
      network.begin(attempt);
      if (!network.topology().isDirect()) {
        var ignored = await(answered, PATIENCE, attempt::isOver);
      }
      var socket = attempt.socket();
      if (socket == null) {
        attempt.giveUp();
        var failure = attempt.failure();
        throw new UncheckedIOException(
            new ConnectException(
                "cannot connect to "
                    + remote
                    + ": "
                    + (failure == null ? "no answer, or the backlog is full" : failure.detail())));
      }
      return new MemoryPeer(network, socket);
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public int offer(byte[] data) {
    network.lock.lock();
    try {
      return socket.write(ByteBuffer.wrap(data));
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public void write(byte[] data, Duration wait) {
    var rest = ByteBuffer.wrap(data);
    network.lock.lock();
    try {
      while (rest.hasRemaining()) {
        int taken = socket.write(rest);
        if (taken < 0) {
          throw new UncheckedIOException(new IOException("the connection is broken"));
        }
        if (taken == 0 && !await(changed, wait, () -> socket.room() > 0 || socket.wasReset())) {
          throw new UncheckedIOException(
              new IOException(rest.remaining() + " bytes found no room within " + wait));
        }
      }
    } finally {
      network.lock.unlock();
    }
  }

  /// Reads what is there now; empty when there is nothing.
  public byte[] readAvailable() {
    network.lock.lock();
    try {
      return read(socket.available());
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public byte[] read(int count, Duration wait) {
    var result = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + wait.toNanos();
    network.lock.lock();
    try {
      while (result.size() < count) {
        var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        if (!await(changed, left, this::hasNews) || socket.available() == 0) {
          break;
        }
        result.writeBytes(read(count - result.size()));
      }
      return result.toByteArray();
    } finally {
      network.lock.unlock();
    }
  }

  private boolean hasNews() {
    return socket.available() > 0 || socket.isAtEnd() || socket.wasReset();
  }

  private byte[] read(int most) {
    var into = ByteBuffer.allocate(Math.min(most, socket.available()));
    while (into.hasRemaining() && socket.read(into) > 0) {
      // One segment at a time.
    }
    into.flip();
    var bytes = new byte[into.remaining()];
    into.get(bytes);
    return bytes;
  }

  /// How the other side stands.
  public End end() {
    network.lock.lock();
    try {
      return socket.wasReset() ? End.RESET : socket.isAtEnd() ? End.ORDERLY : End.OPEN;
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public End awaitEnd(Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    while (end() == End.OPEN && System.nanoTime() < deadline) {
      var ignored = read(64 * 1024, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    return end();
  }

  @Override
  public void shutdownOutput() {
    network.locked(socket::shutdownOutput);
  }

  @Override
  public void close() {
    network.locked(socket::close);
  }

  @Override
  public void abort() {
    network.locked(socket::abort);
  }

  @Override
  public InetSocketAddress localAddress() {
    return socket.local;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return socket.remote;
  }

  /// Waits under the lock, in real time, and tells whether the condition came true.
  static boolean await(Condition changed, Duration wait, BooleanSupplier until) {
    long left = wait.toNanos();
    try {
      while (!until.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return until.getAsBoolean();
    }
  }
}
