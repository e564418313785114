package dev.triga.testing;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Which hosts a network has and how they reach each other. Used under the network's lock.
interface MemoryTopology {
  /// The host that `from` reaches at an address, or null when no way leads there.
  @Nullable MemoryHost route(MemoryHost from, InetAddress to);

  /// A new way from one host to another, for one direction of one connection.
  MemoryLane lane(MemoryHost from, MemoryHost to);

  /// The hosts to which a datagram for an address goes: one, all for a group, none when no way
  /// leads there.
  List<? extends MemoryHost> reached(MemoryHost from, InetAddress to);

  /// Takes a datagram from one host to another, now, later, twice or never.
  ///
  /// @param data what it says; nobody changes it
  /// @param arrival gets what has come of it when it arrives
  default void carry(
      MemoryHost from, MemoryHost to, ByteBuffer data, Consumer<ByteBuffer> arrival) {
    arrival.accept(data);
  }

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
      public List<MemoryHost> reached(MemoryHost from, InetAddress to) {
        return List.of(everything);
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
