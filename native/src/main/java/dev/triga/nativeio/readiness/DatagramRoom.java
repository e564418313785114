package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.DatagramBatch;
import dev.triga.nativeio.libc.SocketData;
import dev.triga.nativeio.socket.PeerAddresses;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The memory through which all datagram sockets of a driver receive and send, made when the first
/// one opens. On the turn.
final class DatagramRoom {
  private final CallMemory memory;
  private @Nullable DatagramBatch received;
  private @Nullable DatagramBatch batch;
  private @Nullable OutgoingDatagrams user;

  DatagramRoom(CallMemory memory) {
    this.memory = memory;
  }

  /// Where a receive puts its datagrams; valid until the next one.
  DatagramBatch received() {
    var made = received;
    if (made == null) {
      made = DatagramBatch.toReceive();
      received = made;
    }
    return made;
  }

  /// Where datagrams to be sent are gathered, once whoever gathered there before has flushed.
  DatagramBatch batchFor(OutgoingDatagrams wanting) {
    var before = user;
    if (before != null && before != wanting) {
      before.flush();
    }
    user = wanting;
    var made = batch;
    if (made == null) {
      made = DatagramBatch.toSend();
      batch = made;
    }
    return made;
  }

  void givenUpBy(OutgoingDatagrams closing) {
    if (user == closing) {
      user = null;
    }
  }

  /// Sends one datagram of any size; answers with its length or a negated error number.
  int send(int descriptor, ByteBuffer data, @Nullable SocketAddress to, PeerAddresses peers) {
    int nameLength = to == null ? 0 : peers.encode(to, memory.address);
    long address;
    int length = data.remaining();
    if (data.isDirect()) {
      address = MemorySegment.ofBuffer(data).address();
    } else {
      length = memory.staging().fill(data);
      address = memory.staging().address();
    }
    return SocketData.sendTo(
        memory.errno,
        descriptor,
        address,
        length,
        nameLength == 0 ? 0 : memory.address,
        nameLength);
  }

  void close() {
    if (received != null) {
      received.close();
      received = null;
    }
    if (batch != null) {
      batch.close();
      batch = null;
    }
  }
}
