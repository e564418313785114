package dev.triga.driver.nio;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.net.BindFailures;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A listening socket channel.
final class NioListener implements ListenerHandle, NioReady {
  /// Connections accepted per poll, so that a storm of them does not starve the open ones.
  private static final int ACCEPTS_PER_POLL_MAX = 64;

  private final NioDriver driver;
  private final ServerSocketChannel channel;
  private final StreamOptions options;
  private final AcceptSink sink;
  private final SocketAddress localAddress;
  private final SelectionKey key;

  /// Whether somebody else may have another descriptor of this socket.
  private boolean shared;

  private boolean paused;
  private boolean resting;

  private NioListener(
      NioDriver driver, ServerSocketChannel channel, StreamOptions options, AcceptSink sink)
      throws IOException {
    this.driver = driver;
    this.channel = channel;
    this.options = options;
    this.sink = sink;
    this.localAddress = channel.getLocalAddress();
    this.key = driver.register(channel, SelectionKey.OP_ACCEPT, this);
  }

  static NioListener open(NioDriver driver, ListenRequest request, AcceptSink sink) {
    ServerSocketChannel channel = null;
    try {
      channel = ServerSocketChannel.open(NioAddresses.family(request.address()));
      channel.configureBlocking(false);
      if (!NioAddresses.isUnix(request.address())) {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, request.reuseAddress());
        if (request.reusePort()) {
          channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
      }
      if (request.options().receiveBufferBytes() > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, request.options().receiveBufferBytes());
      }
      channel.bind(request.address(), request.backlog());
      restrict(request);
      return new NioListener(driver, channel, request.options(), sink);
    } catch (IOException | UnsupportedOperationException e) {
      closeQuietly(channel);
      throw BindFailures.of(request.address(), e);
    }
  }

  /// Takes over a bound channel.
  ///
  /// @throws IllegalArgumentException if it is not bound, or refuses to be set up
  static NioListener adopt(
      NioDriver driver, ServerSocketChannel channel, StreamOptions options, AcceptSink sink) {
    try {
      if (channel.getLocalAddress() == null) {
        throw new IllegalArgumentException("channel " + channel + " is not bound");
      }
      channel.configureBlocking(false);
      var listener = new NioListener(driver, channel, options, sink);
      listener.shared = true;
      return listener;
    } catch (IOException | IllegalBlockingModeException e) {
      throw new IllegalArgumentException("channel " + channel + " cannot be used: " + e, e);
    }
  }

  /// Java binds and listens in one call, so between it and this the process's umask decides who may
  /// connect.
  private static void restrict(ListenRequest request) throws IOException {
    var permissions = request.permissions();
    if (permissions != null && request.address() instanceof UnixDomainSocketAddress unix) {
      Files.setPosixFilePermissions(unix.getPath(), permissions);
    }
  }

  private static void closeQuietly(@Nullable ServerSocketChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The bind failure is what the caller must hear about.
        return;
      }
    }
  }

  @Override
  public void ready(int readyOps) {
    for (int i = 0; i < ACCEPTS_PER_POLL_MAX && key.isValid() && key.interestOps() != 0; i++) {
      SocketChannel accepted;
      try {
        accepted = channel.accept();
      } catch (IOException e) {
        if (!channel.isOpen() || !driver.shortage().goesOnAfter(this, channel, e)) {
          return;
        }
        continue;
      }
      if (accepted == null) {
        return;
      }
      deliver(accepted);
    }
  }

  private void deliver(SocketChannel accepted) {
    NioStream stream;
    try {
      stream = NioStream.accepted(driver, accepted, options);
    } catch (IOException e) {
      // The peer left between accept and set-up: no connection for anybody.
      return;
    }
    var streamSink = sink.accepted(stream);
    if (streamSink == null) {
      stream.close();
    } else {
      stream.start(streamSink);
    }
  }

  @Override
  public void acceptAndClose(int most) {
    if (shared || most < 1 || !channel.isOpen()) {
      close();
      return;
    }
    // A channel that a selector knows stays open until the next selection, so that comes first, and
    // what follows the last accept is the close of the descriptor.
    key.cancel();
    driver.forget();
    var waiting = new ArrayList<SocketChannel>();
    for (int i = 0; i < most; i++) {
      try {
        var accepted = channel.accept();
        if (accepted == null) {
          break;
        }
        waiting.add(accepted);
      } catch (IOException e) {
        if (!driver.shortage().goesOnAfter(this, channel, e)) {
          break;
        }
      }
    }
    driverClosed();
    waiting.forEach(this::deliver);
  }

  @Override
  public Descriptor asDescriptor() {
    shared = true;
    return Descriptor.of(channel);
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public void pauseAccepting() {
    paused = true;
    updateInterest();
  }

  @Override
  public void resumeAccepting() {
    paused = false;
    updateInterest();
  }

  /// Accepts nothing until [#goOn].
  void rest() {
    resting = true;
    updateInterest();
  }

  /// Has rested long enough.
  void goOn() {
    resting = false;
    updateInterest();
  }

  private void updateInterest() {
    int operations = paused || resting ? 0 : SelectionKey.OP_ACCEPT;
    if (key.isValid() && key.interestOps() != operations) {
      key.interestOps(operations);
    }
  }

  @Override
  public void close() {
    if (channel.isOpen()) {
      driverClosed();
      driver.forget();
    }
  }

  @Override
  public void driverClosed() {
    driver.shortage().forget(this);
    try {
      channel.close();
    } catch (IOException e) {
      driver.context().warn("closing listener " + localAddress + " failed: " + e);
    }
  }
}
