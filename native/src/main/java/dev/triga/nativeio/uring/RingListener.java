package dev.triga.nativeio.uring;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.ListenerHandle;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.socket.AcceptShortage;
import dev.triga.nativeio.socket.Acceptor;
import java.io.IOException;
import java.net.SocketAddress;

/// A listening TCP socket with one request in the ring, which ends while nobody wants connections.
abstract sealed class RingListener extends RingMember implements ListenerHandle, Acceptor
    permits UringListener, SharedUringListener {
  final UringDriver driver;
  final AcceptShortage shortage;
  final AcceptSink sink;
  final SocketAddress address;

  /// What the request does.
  private final int operation;

  /// Whether the request is under way, and whether its end has been asked for.
  private boolean asking;

  private boolean cancelling;

  /// Whether somebody else may have another descriptor of this socket.
  private boolean shared;

  private boolean paused;
  private boolean resting;

  RingListener(
      int descriptor,
      int operation,
      UringDriver driver,
      AcceptShortage shortage,
      AcceptSink sink,
      SocketAddress address) {
    super(descriptor);
    this.operation = operation;
    this.driver = driver;
    this.shortage = shortage;
    this.sink = sink;
    this.address = address;
  }

  /// Whether connections are wanted now.
  final boolean wanted() {
    return isOpen() && !paused && !resting;
  }

  /// Whether whoever listens wants no connections now.
  final boolean isPaused() {
    return paused;
  }

  /// Has the request made where it is wanted and not under way.
  final void ask(Ring ring) {
    if (wanted() && !asking) {
      submit(ring, Operation.of(token, operation));
      asking = true;
    }
  }

  /// Makes the request, with this user data.
  abstract void submit(Ring ring, long userData);

  /// The request is over; the next poll makes it anew if it is wanted.
  final void over() {
    asking = false;
    cancelling = false;
    if (isOpen()) {
      driver.queue(this);
    } else {
      driver.forget(this);
    }
  }

  private void stop() {
    if (asking && !cancelling && isOpen()) {
      cancelling = true;
      driver.cancelLater(this, operation);
    }
  }

  private void askLater() {
    if (isOpen()) {
      driver.queue(this);
    }
  }

  @Override
  public final void rest() {
    resting = true;
    stop();
  }

  @Override
  public final void goOn() {
    resting = false;
    askLater();
  }

  @Override
  public final void pauseAccepting() {
    paused = true;
    stop();
  }

  @Override
  public final void resumeAccepting() {
    if (paused) {
      paused = false;
      askLater();
    }
  }

  @Override
  public final void fail(int outcome) {
    if (isOpen()) {
      close();
      sink.failed(
          new IOException("cannot accept on " + address + " any more: " + Errno.sentence(outcome)));
    }
  }

  @Override
  public final SocketAddress localAddress() {
    return address;
  }

  @Override
  public final Descriptor asDescriptor() {
    shared = true;
    return openDescriptor();
  }

  @Override
  public final int descriptor() {
    return descriptor;
  }

  @Override
  public final void close() {
    if (isOpen()) {
      shortage.forget(this);
      stop();
      leave();
      driver.release(this);
      driver.settle();
    }
  }

  /// Closes it, but hears of what the request has brought and brings until it is over.
  final void closeAndHear() {
    if (asking) {
      shortage.forget(this);
      stop();
      driver.releaseWhenOver(this);
      driver.settle();
    } else {
      close();
    }
  }

  /// Whether somebody else may accept on this socket.
  final boolean isShared() {
    return shared;
  }

  /// Drops what this has for itself, before it closes.
  abstract void leave();

  @Override
  final void ringLost() {
    asking = false;
    cancelling = false;
    if (!isOpen()) {
      driver.forget(this);
    }
  }

  @Override
  final void discard() {
    close();
  }

  @Override
  public final String toString() {
    return (isOpen() ? "listener " : "closed listener ") + address;
  }
}
