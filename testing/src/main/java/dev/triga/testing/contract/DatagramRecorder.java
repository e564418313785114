package dev.triga.testing.contract;

import dev.triga.net.CloseReason;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.DatagramTransport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Writes down the datagrams of a socket and what else happens to it. On the turn; to be read by
/// any thread.
class DatagramRecorder implements DatagramProtocol {
  final DatagramTransport transport;
  final List<String> events = new CopyOnWriteArrayList<>();
  final List<byte[]> received = new CopyOnWriteArrayList<>();
  final List<SocketAddress> senders = new CopyOnWriteArrayList<>();
  volatile @Nullable CloseReason reason;

  DatagramRecorder(DatagramTransport transport) {
    this.transport = transport;
  }

  @Override
  public void started() {
    events.add("started");
  }

  @Override
  public void datagramReceived(ByteBuffer data, SocketAddress from) {
    var copy = new byte[data.remaining()];
    data.get(copy);
    received.add(copy);
    senders.add(from);
  }

  @Override
  public void connectionRefused() {
    events.add("refused");
  }

  @Override
  public void sendFailed(@Nullable SocketAddress to, String why) {
    events.add("failed: " + why);
  }

  @Override
  public void writable() {
    events.add("writable");
  }

  @Override
  public void closed(CloseReason why) {
    events.add("closed");
    reason = why;
  }

  List<String> texts() {
    return received.stream().map(data -> new String(data, StandardCharsets.UTF_8)).toList();
  }

  SocketAddress address() {
    return transport.localAddress();
  }

  /// The port that it is bound to, where it has one.
  int port() {
    return ((InetSocketAddress) address()).getPort();
  }
}
