package dev.triga.testing.contract;

import dev.triga.testing.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A foreign peer on a socket of the JDK. It looks again and again instead of waiting in the
/// system, so that every wait has an end.
final class SocketPeer implements Peer {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final SocketChannel channel;
  private boolean atEnd;
  private boolean reset;

  SocketPeer(SocketChannel channel) {
    this.channel = channel;
    try {
      channel.configureBlocking(false);
      if (isTcp()) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set up the peer", e);
    }
  }

  private boolean isTcp() {
    return channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
  }

  static SocketPeer connect(SocketAddress address) {
    try {
      return new SocketPeer(SocketChannel.open(address));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + address, e);
    }
  }

  @Override
  public void write(byte[] data, Duration wait) {
    var rest = ByteBuffer.wrap(data);
    long deadline = System.nanoTime() + wait.toNanos();
    try {
      while (rest.hasRemaining()) {
        if (channel.write(rest) == 0) {
          if (System.nanoTime() > deadline) {
            throw new IOException(rest.remaining() + " bytes found no room within " + wait);
          }
          LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the peer cannot write", e);
    }
  }

  @Override
  public int offer(byte[] data) {
    try {
      return channel.write(ByteBuffer.wrap(data));
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public synchronized byte[] read(int count, Duration wait) {
    var into = ByteBuffer.allocate(count);
    long deadline = System.nanoTime() + wait.toNanos();
    while (into.hasRemaining() && !atEnd && !reset) {
      if (readOnce(into) == 0) {
        if (System.nanoTime() > deadline) {
          break;
        }
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
    return Arrays.copyOf(into.array(), into.position());
  }

  private int readOnce(ByteBuffer into) {
    try {
      int count = channel.read(into);
      atEnd = count < 0;
      return count;
    } catch (IOException e) {
      reset = true;
      return -1;
    }
  }

  @Override
  public synchronized End awaitEnd(Duration wait) {
    var into = ByteBuffer.allocate(64 * 1024);
    long deadline = System.nanoTime() + wait.toNanos();
    while (!atEnd && !reset && System.nanoTime() <= deadline) {
      if (readOnce(into.clear()) == 0) {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
    return reset ? End.RESET : atEnd ? End.ORDERLY : End.OPEN;
  }

  @Override
  public void shutdownOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException("the peer cannot end its side", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the peer cannot close", e);
    }
  }

  @Override
  public void abort() {
    try {
      if (channel.isOpen()) {
        if (isTcp()) {
          channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        // A non-blocking channel refuses to linger, and only a linger of 0 makes the system reset.
        channel.configureBlocking(true);
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the peer cannot reset", e);
    }
  }

  @Override
  public SocketAddress localAddress() {
    try {
      return channel.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("the peer is closed", e);
    }
  }

  @Override
  public SocketAddress remoteAddress() {
    try {
      return channel.getRemoteAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("the peer is closed", e);
    }
  }
}
