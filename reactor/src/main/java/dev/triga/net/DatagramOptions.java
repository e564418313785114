package dev.triga.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// How to open a datagram socket; a value, changed by the `with…` methods.
///
/// @param remote the one peer of a connected socket, or null to talk to anybody
/// @param reuseAddress whether several sockets may bind the address, as receivers of one multicast
///   group do
/// @param reusePort whether other sockets that ask the same share the port, each getting a part of
///   what comes in
/// @param broadcast whether sending to broadcast addresses is allowed
/// @param queueDatagrams how many datagrams may wait for the system to take them
/// @param sendBufferBytes size of the system's send buffer, 0 for the system's choice
/// @param receiveBufferBytes size of the system's receive buffer, 0 for the system's choice
public record DatagramOptions(
    @Nullable SocketAddress remote,
    boolean reuseAddress,
    boolean reusePort,
    boolean broadcast,
    int queueDatagrams,
    int sendBufferBytes,
    int receiveBufferBytes) {
  /// Talking to anybody, sharing nothing, no broadcast, at most 1 024 datagrams waiting.
  public static final DatagramOptions DEFAULT =
      new DatagramOptions(null, false, false, false, 1024, 0, 0);

  /// Checks the values.
  public DatagramOptions {
    if (queueDatagrams < 1) {
      throw new IllegalArgumentException("a queue of " + queueDatagrams + " datagrams holds none");
    }
    if (remote instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new IllegalArgumentException(
          "the peer " + inet + " is not resolved: look its name up first");
    }
  }

  /// Talking to this peer only.
  public DatagramOptions withRemote(SocketAddress remote) {
    return new DatagramOptions(
        remote,
        reuseAddress,
        reusePort,
        broadcast,
        queueDatagrams,
        sendBufferBytes,
        receiveBufferBytes);
  }

  /// Sharing the address with others that ask the same.
  public DatagramOptions withReuseAddress() {
    return new DatagramOptions(
        remote, true, reusePort, broadcast, queueDatagrams, sendBufferBytes, receiveBufferBytes);
  }

  /// Sharing the port with others that ask the same.
  public DatagramOptions withReusePort() {
    return new DatagramOptions(
        remote, reuseAddress, true, broadcast, queueDatagrams, sendBufferBytes, receiveBufferBytes);
  }

  /// Allowed to send to broadcast addresses.
  public DatagramOptions withBroadcast() {
    return new DatagramOptions(
        remote, reuseAddress, reusePort, true, queueDatagrams, sendBufferBytes, receiveBufferBytes);
  }

  /// With room for this many waiting datagrams.
  public DatagramOptions withQueue(int queueDatagrams) {
    return new DatagramOptions(
        remote,
        reuseAddress,
        reusePort,
        broadcast,
        queueDatagrams,
        sendBufferBytes,
        receiveBufferBytes);
  }

  /// With these sizes of the system's buffers; 0 for the system's choice.
  public DatagramOptions withBuffers(int sendBufferBytes, int receiveBufferBytes) {
    return new DatagramOptions(
        remote,
        reuseAddress,
        reusePort,
        broadcast,
        queueDatagrams,
        sendBufferBytes,
        receiveBufferBytes);
  }
}
