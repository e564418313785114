package dev.triga.nativeio.socket;

import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.FileData;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.SocketData;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.libc.Staging;
import dev.triga.net.CloseReason;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The sending side of a non-blocking stream socket: sends until the system takes no more, then
/// waits to be told of room.
public final class StreamOutput {
  /// So much the system takes ahead of the window of a peer that has room for little. On the
  /// loopback interface it would take 4 MiB of its own memory for one that reads nothing, in
  /// packets of half of that window; docs/decisions/0098.
  static final int UNSENT_BYTES_MAX = 128 << 10;

  /// Who has room for so much makes no small packets, and is not limited.
  static final int WIDE_WINDOW_BYTES = 32 << 10;

  /// Who has taken so much within the limit reads, and is not limited any more: the limit costs a
  /// quick reader some wake-ups.
  static final long BYTES_OF_A_READER = 1 << 20;

  /// What the system itself allows.
  private static final int UNLIMITED = 0;

  private final CallMemory memory;
  private final OutBuffer.RegionVisitor gatherList;

  /// Whether the system took less than we had, and has not told us of room since.
  private boolean full;

  /// Whether the system takes no more ahead than [#UNSENT_BYTES_MAX].
  private boolean isLimited;

  /// Whether the peer needs no limit: it has much room, or reads.
  private boolean isFree;

  /// How much has gone within the limit.
  private long limitedBytes;

  private @Nullable CloseReason failure;

  private @Nullable PassedDescriptors passed;

  /// Sends by means of this memory, whose gathering list `gatherList` fills.
  public StreamOutput(CallMemory memory, OutBuffer.RegionVisitor gatherList) {
    this.memory = memory;
    this.gatherList = gatherList;
  }

  /// Whether the system takes nothing until it tells of room.
  public boolean isFull() {
    return full;
  }

  /// Notes that the system takes nothing yet, or that it has told of room.
  public void full(boolean now) {
    full = now;
  }

  /// Sends descriptors along with the bytes.
  public void pass(PassedDescriptors along) {
    passed = along;
  }

  /// Why a send failed, or null if none has.
  public @Nullable CloseReason failed() {
    return failure;
  }

  /// The same for whoever has been told that a send failed.
  public CloseReason failure() {
    CloseReason reason = failure;
    return reason != null
        ? reason
        : CloseReason.of(CloseReason.Kind.ABORTED, "the connection was closed on this side");
  }

  /// Sends as much of a buffer of the user's as the system takes, moves the position past it and
  /// answers with the number of bytes, or -1 when the connection has broken.
  ///
  /// A direct buffer is sent from where it is. A heap buffer has no address that holds still, so it
  /// goes through a piece of native memory that the driver keeps for that.
  public int write(int descriptor, ByteBuffer data) {
    int before = data.position();
    if (data.remaining() > UNSENT_BYTES_MAX) {
      limitUnlessFree(descriptor);
    }
    boolean whole = data.isDirect() ? sendInPlace(descriptor, data) : sendStaged(descriptor, data);
    int taken = data.position() - before;
    if (isLimited) {
      took(descriptor, taken);
    }
    return whole ? taken : -1;
  }

  private boolean sendInPlace(int descriptor, ByteBuffer data) {
    // The address of a segment made from a buffer is that of the buffer's position.
    int taken = send(descriptor, MemorySegment.ofBuffer(data).address(), data.remaining());
    data.position(data.position() + Math.max(0, taken));
    return taken >= 0;
  }

  private boolean sendStaged(int descriptor, ByteBuffer data) {
    Staging staging = memory.staging();
    while (data.hasRemaining() && !full) {
      int length = staging.fill(data);
      int taken = send(descriptor, staging.address(), length);
      data.position(data.position() + Math.max(0, taken));
      if (taken < 0) {
        return false;
      }
    }
    return true;
  }

  private int send(int descriptor, long address, int length) {
    int taken = 0;
    while (taken < length && !full) {
      // The system call stands here and not behind one more call of ours: without garbage it is
      // only as long as the compiler does not have to look through too many.
      int count =
          passed != null && passed.areWaiting()
              ? sendPassing(descriptor, address + taken, length - taken)
              : SocketData.send(memory.errno, descriptor, address + taken, length - taken);
      if (count >= 0) {
        taken += count;
      } else if (!bears(count)) {
        return -1;
      }
    }
    return taken;
  }

  private int sendPassing(int descriptor, long address, int length) {
    var along = passed;
    return along == null ? 0 : along.send(descriptor, address, length);
  }

  /// Sends what is in `out` until it is empty or the system takes no more.
  public FlushOutcome flush(int descriptor, OutBuffer out) {
    if (out.size() > UNSENT_BYTES_MAX) {
      limitUnlessFree(descriptor);
    }
    while (!out.isEmpty() && !full) {
      int count;
      if (passed != null && passed.areWaiting()) {
        count = sendPassing(descriptor, out.address(), out.length());
      } else {
        count =
            out.isScattered()
                ? SocketData.sendGathered(
                    memory, descriptor, out.regions(gatherList, CallMemory.GATHER_MAX))
                : SocketData.send(memory.errno, descriptor, out.address(), out.length());
      }
      if (count >= 0) {
        out.sent(count);
        if (isLimited) {
          took(descriptor, count);
        }
      } else if (!bears(count)) {
        return FlushOutcome.FAILED;
      }
    }
    return out.isEmpty() ? FlushOutcome.DONE : FlushOutcome.PENDING;
  }

  /// Has the system send bytes of a file until it takes no more; answers as
  /// [dev.triga.driver.StreamHandle#sendFile].
  public long sendFile(int descriptor, RegularFile file, long position, long count) {
    if (failure != null) {
      return -1;
    }
    if (count > UNSENT_BYTES_MAX) {
      limitUnlessFree(descriptor);
    }
    long taken = move(descriptor, file, position, count);
    if (isLimited) {
      took(descriptor, taken);
    }
    return taken;
  }

  private long move(int descriptor, RegularFile file, long position, long count) {
    long taken = 0;
    while (taken < count && !full) {
      int moved =
          FileData.send(memory, descriptor, file.descriptor(), position + taken, count - taken);
      if (moved > 0) {
        taken += moved;
      } else if (moved == 0) {
        return taken > 0 ? taken : StreamHandle.FILE_ENDED;
      } else if (moved == -Errno.EINVAL || moved == -Errno.ENOSYS) {
        // What a file system or a kind of socket answers that cannot.
        return taken > 0 ? taken : StreamHandle.FILE_REFUSED;
      } else if (!bears(moved)) {
        // What has gone before counts; the next call tells of the failure.
        return taken > 0 ? taken : -1;
      }
    }
    return taken;
  }

  private void limitUnlessFree(int descriptor) {
    if (isFree || isLimited) {
      return;
    }
    int window = Sockets.peerWindow(memory, descriptor);
    // What is no TCP connection has no window, and the system makes no packets for it.
    isFree = window >= WIDE_WINDOW_BYTES || (window < 0 && window != -Errno.ENOSYS);
    if (!isFree) {
      limit(descriptor, UNSENT_BYTES_MAX);
      isLimited = true;
    }
  }

  /// Counts what the system took within the limit, and lifts that for a peer that reads.
  private void took(int descriptor, long count) {
    limitedBytes += Math.max(0, count);
    if (limitedBytes >= BYTES_OF_A_READER) {
      limit(descriptor, UNLIMITED);
      isLimited = false;
      isFree = true;
    }
  }

  /// Limits what the system takes ahead.
  private void limit(int descriptor, int bytes) {
    int level = SocketConstants.IPPROTO_TCP;
    var ignored =
        Sockets.setOption(memory, descriptor, level, SocketConstants.TCP_NOTSENT_LOWAT, bytes);
  }

  /// Notes that the connection has broken with this negated error number.
  public FlushOutcome fail(int outcome) {
    failure = NetworkErrors.broken(outcome);
    return FlushOutcome.FAILED;
  }

  /// Whether a send that answered so may be tried again, now or later; else the failure is kept.
  private boolean bears(int outcome) {
    if (outcome == -Errno.EAGAIN) {
      full = true;
    } else if (outcome != -Errno.EINTR) {
      failure = NetworkErrors.broken(outcome);
      return false;
    }
    return true;
  }
}
