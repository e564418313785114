package dev.triga.testing;

/// What a [Simulation] can break at random; see [Simulation#chaos].
public enum Fault {
  /// Two hosts are cut off from each other.
  PARTITION,
  /// What one host sends to another is lost.
  PARTITION_ONE_WAY,
  /// What one host sends to another is held up.
  CLOG,
  /// The ways to and from a host are held up one after the other, and open in another order.
  SWIZZLE,
  /// The connections between two hosts are reset.
  RESET,
  /// A host refuses connections.
  REFUSE,
  /// A host reads slowly.
  SLOW_READER,
  /// A host reads and writes in small pieces, down to one byte.
  PIECES,
  /// A host loses its power, and starts again.
  CRASH,
  /// A host's program is killed, and starts again.
  KILL,
  /// The name of a host is unknown, or there is no answer about it.
  DNS,
  /// Some datagrams are lost, and some come twice.
  DATAGRAMS,
  /// Some datagrams come with a byte changed.
  DAMAGE,
  /// A host has no descriptor for another socket.
  DESCRIPTORS,
  /// A host stands still, and is late for everything afterwards.
  FREEZE,
  /// The wall clock of a host is set forward or back.
  CLOCK
}
