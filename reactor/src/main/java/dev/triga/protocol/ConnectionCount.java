package dev.triga.protocol;

import dev.triga.net.CloseReason;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How many connections are open, in all or for each peer. For any thread, because the reactors of
/// a group share their factory.
final class ConnectionCount {
  /// A network of this many bytes of prefix is one peer: whoever has an IPv6 address has the
  /// network of 64 bits around it.
  private static final int IPV6_PEER_BYTES = 8;

  /// What all connections count under where peers make no difference.
  private static final Object ALL = "all";

  private final int limit;
  private final boolean isPerPeer;
  private final ConcurrentHashMap<Object, Integer> counts = new ConcurrentHashMap<>();

  ConnectionCount(int limit, boolean isPerPeer) {
    this.limit = limit;
    this.isPerPeer = isPerPeer;
  }

  /// Opens a protocol if there is room for one more.
  @Nullable PolicyLayer open(Transport transport, ProtocolFactory<?> factory) {
    Object counted = isPerPeer ? peer(transport) : ALL;
    if (counted == null) {
      return new Counted(transport, null).open(factory);
    }
    if (counts.merge(counted, 1, Integer::sum) > limit) {
      leave(counted);
      return null;
    }
    PolicyLayer opened = null;
    try {
      opened = new Counted(transport, counted).open(factory);
      return opened;
    } finally {
      if (opened == null) {
        leave(counted);
      }
    }
  }

  private void leave(Object counted) {
    counts.computeIfPresent(counted, (same, count) -> count == 1 ? null : count - 1);
  }

  /// What counts as one peer; null for those without an IP address.
  private static @Nullable Object peer(Transport transport) {
    if (!(transport.remoteAddress() instanceof InetSocketAddress remote)) {
      return null;
    }
    InetAddress address = remote.getAddress();
    return address instanceof Inet6Address ? (Object) prefix(address.getAddress()) : address;
  }

  private static long prefix(byte[] address) {
    long prefix = 0;
    for (int i = 0; i < IPV6_PEER_BYTES; i++) {
      prefix = (prefix << 8) | (address[i] & 0xff);
    }
    return prefix;
  }

  private final class Counted extends PolicyLayer {
    private final @Nullable Object counted;

    Counted(Transport under, @Nullable Object counted) {
      super(under);
      this.counted = counted;
    }

    @Override
    public void connectionLost(CloseReason reason) {
      if (counted != null) {
        leave(counted);
      }
      super.connectionLost(reason);
    }
  }
}
