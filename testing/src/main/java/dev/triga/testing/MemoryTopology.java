package dev.triga.testing;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// Which hosts a network has and how they reach each other. Used under the network's lock.
interface MemoryTopology {
  /// The host that `from` reaches at an address, or null when no way leads there.
  @Nullable MemoryHost route(MemoryHost from, InetAddress to);

  /// A new way from one host to another, for one direction of one connection.
  MemoryLane lane(MemoryHost from, MemoryHost to);

  /// A connection was made.
  default void made(MemorySocket client, MemoryHost from, MemoryHost to) {}

  /// Where raw peers are.
  MemoryHost outside();

  /// Whether everything arrives at once.
  boolean isDirect();

  /// One host that has every address and reaches itself without delay.
  static MemoryTopology singleHost() {
    var everything = new MemoryHost("memory", null);
    return new MemoryTopology() {
      @Override
      public MemoryHost route(MemoryHost from, InetAddress to) {
        return everything;
      }

      @Override
      public MemoryLane lane(MemoryHost from, MemoryHost to) {
        return MemoryLane.DIRECT;
      }

      @Override
      public MemoryHost outside() {
        return everything;
      }

      @Override
      public boolean isDirect() {
        return true;
      }
    };
  }
}
