package dev.triga.driver.nio;

import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/// The watch over a channel of the user.
final class NioWatch implements WatchHandle, NioReady {
  /// What each kind of channel calls "can be read": data, a connection to accept, or one to finish.
  private static final int READ_OPERATIONS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

  private static final int WRITE_OPERATIONS = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

  private final SelectableChannel channel;
  private final WatchSink sink;
  private final SelectionKey key;
  private boolean closed;

  private NioWatch(NioDriver driver, SelectableChannel channel, WatchSink sink) throws IOException {
    this.channel = channel;
    this.sink = sink;
    this.key = driver.register(channel, 0, this);
  }

  static NioWatch open(NioDriver driver, SelectableChannel channel, WatchSink sink) {
    if (!channel.isOpen()) {
      throw new IllegalArgumentException("channel " + channel + " is closed: give an open one");
    }
    if (channel.isBlocking()) {
      throw new IllegalArgumentException(
          "channel " + channel + " is in blocking mode: call configureBlocking(false) first");
    }
    try {
      return new NioWatch(driver, channel, sink);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "channel " + channel + " cannot be watched by driver nio: " + e, e);
    }
  }

  @Override
  public void interest(boolean read, boolean write) {
    if (!closed && key.isValid()) {
      key.interestOps(
          channel.validOps() & ((read ? READ_OPERATIONS : 0) | (write ? WRITE_OPERATIONS : 0)));
    }
  }

  @Override
  public void ready(int readyOps) {
    if (!closed && !key.isValid()) {
      closed = true;
      sink.gone("channel " + channel + " was closed");
      return;
    }
    if (!closed && (readyOps & READ_OPERATIONS) != 0) {
      sink.readable();
    }
    if (!closed && (readyOps & WRITE_OPERATIONS) != 0) {
      sink.writable();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      key.cancel();
    }
  }

  @Override
  public void driverClosed() {
    close();
  }
}
