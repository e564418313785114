package dev.triga.nativeio.uring;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.StreamOptions;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Epoll;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.socket.AcceptShortage;
import dev.triga.nativeio.socket.OpenSockets;
import dev.triga.nativeio.socket.SharedListeners;
import dev.triga.nativeio.socket.StreamAddresses;
import java.net.SocketAddress;

/// A listening TCP socket that somebody else has opened, and on which others accept too.
///
/// The kernel does not accept by itself here, as it does for a [UringListener]: what it had
/// accepted when this closes would be lost, while others could have served it. A request reports
/// once that a connection waits, to one of those who wait; we accept it by a plain call and ask
/// anew, which makes us the last of them. Whoever pauses does not ask: a connection of which only
/// we were told would wait for us.
final class SharedUringListener extends RingListener implements SharedListeners.Member {
  private static final int CONNECTION = Epoll.EPOLLIN | Epoll.EPOLLEXCLUSIVE;

  private SharedUringListener(
      int descriptor,
      UringDriver driver,
      AcceptShortage shortage,
      AcceptSink sink,
      SocketAddress address) {
    super(descriptor, Operation.STATE, driver, shortage, sink, address);
  }

  /// Takes over a socket that listens.
  ///
  /// @throws IllegalArgumentException if it does not
  static SharedUringListener adopt(
      UringDriver driver,
      AcceptShortage shortage,
      int descriptor,
      StreamOptions options,
      AcceptSink sink) {
    var address = OpenSockets.prepareListener(driver.memory, descriptor, options);
    driver.descriptorTaken(descriptor);
    var listener = new SharedUringListener(descriptor, driver, shortage, sink, address);
    driver.enter(listener);
    driver.sharedListeners.add(listener);
    shortage.prepare();
    return listener;
  }

  @Override
  boolean attend(Ring ring) {
    ask(ring);
    return false;
  }

  @Override
  void submit(Ring ring, long userData) {
    ring.poll(descriptor, CONNECTION, false, userData);
  }

  @Override
  void completed(int operation, int result, int flags, boolean more) {
    over();
    if (result < 0) {
      shortage.goesOnAfter(this, result);
    } else if (wanted()) {
      acceptOne();
    }
  }

  /// One at a time: whoever else waits is to have the next one.
  private void acceptOne() {
    CallMemory memory = driver.memory;
    int connectionOrError =
        Sockets.accept(memory.errno, descriptor, memory.address, memory.wholeAddressLength());
    if (connectionOrError < 0) {
      shortage.goesOnAfter(this, connectionOrError);
      return;
    }
    driver.descriptorTaken(connectionOrError);
    var addresses = StreamAddresses.accepted(memory, address);
    UringStream stream = UringStream.accepted(driver, connectionOrError, addresses);
    stream.claimedBy(sink.accepted(stream));
  }

  @Override
  public void look() {
    if (wanted()) {
      acceptOne();
    }
  }

  @Override
  void resume() {
    // Nothing waits here.
  }

  @Override
  void leave() {
    driver.sharedListeners.remove(this);
  }
}
