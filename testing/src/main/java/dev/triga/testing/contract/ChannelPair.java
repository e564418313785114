package dev.triga.testing.contract;

import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// A pair of connected loopback sockets, watched as a channel or by its number.
final class ChannelPair implements WatchedPair {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private final SocketChannel near;
  private final SocketChannel far;
  private final Descriptor watched;

  private ChannelPair(SocketChannel near, SocketChannel far, Descriptor watched) {
    this.near = near;
    this.far = far;
    this.watched = watched;
  }

  /// Opens a pair.
  ///
  /// @param asChannel whether the driver watches channels; else it watches descriptor numbers
  static ChannelPair open(boolean asChannel) {
    try (var server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var before = asChannel ? Set.<Integer>of() : sockets();
      var near = SocketChannel.open();
      var watched = asChannel ? Descriptor.of(near) : Descriptor.of(onlyNewOne(before, sockets()));
      near.connect(server.getLocalAddress());
      var far = server.accept();
      near.configureBlocking(false);
      far.configureBlocking(false);
      return new ChannelPair(near, far, watched);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a pair of sockets on loopback", e);
    }
  }

  /// Opens a socket and gives away a number of its own for it; the JDK's is closed.
  static Descriptor numberOf(Callable<? extends SelectableChannel> opening) throws Exception {
    var before = sockets();
    try (var channel = opening.call()) {
      var number = new Descriptor.Raw(onlyNewOne(before, sockets()));
      if (!channel.isOpen()) {
        throw new IllegalStateException("the socket was closed when it was opened");
      }
      return OperatingSystem.current().duplicate(number);
    }
  }

  /// The JDK does not tell a channel's descriptor number, but the system lists the sockets.
  private static Set<Integer> sockets() throws IOException {
    var found = new HashSet<Integer>();
    try (var list = Files.newDirectoryStream(DESCRIPTORS)) {
      for (var link : list) {
        if (isSocket(link)) {
          found.add(Integer.valueOf(link.getFileName().toString()));
        }
      }
    }
    return found;
  }

  private static boolean isSocket(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().startsWith("socket:");
    } catch (IOException e) {
      // The descriptor of the listing itself is gone by now.
      return false;
    }
  }

  private static int onlyNewOne(Set<Integer> before, Set<Integer> after) {
    after.removeAll(before);
    if (after.size() != 1) {
      throw new IllegalStateException("expected one new socket but found " + after);
    }
    return after.iterator().next();
  }

  @Override
  public Descriptor watched() {
    return watched;
  }

  @Override
  public void makeReadable(int count) {
    try {
      far.write(ByteBuffer.allocate(count));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int drain() {
    try {
      return near.read(ByteBuffer.allocate(64 * 1024));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void fill() {
    try {
      int idle = 0;
      // The other end's buffer takes a moment to take over what was sent.
      while (idle < 20) {
        if (near.write(ByteBuffer.allocate(64 * 1024)) == 0) {
          idle++;
          LockSupport.parkNanos(1_000_000);
        } else {
          idle = 0;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void empty() {
    try {
      var into = ByteBuffer.allocate(64 * 1024);
      while (far.read(into.clear()) > 0) {
        // Everything goes.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void end() {
    try {
      far.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      near.close();
      far.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
