package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.ChunkPool;
import dev.triga.driver.Descriptor;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.OutgoingFile;
import dev.triga.driver.StreamHandle;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.SocketConstants;
import dev.triga.nativeio.libc.Sockets;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.nativeio.readiness.DriverFixture.Pair;
import dev.triga.net.FileRegion;
import dev.triga.net.Transport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Of what is sent to a peer that reads nothing the system holds little, whatever its buffers grow
/// to.
@EnabledOnOs(OS.LINUX)
class SlowReadersCostLittleTest {
  private static final int FILE_BYTES = 8 << 20;

  /// What is asked for at once, as transports do.
  private static final int PIECE_BYTES = Transport.FILE_BYTES_PER_PASS_MAX;

  /// The limit, the window of the peer, and the packet that goes beyond the limit.
  private static final int TAKEN_BYTES_MAX = 256 << 10;

  private static final int LIMIT_BYTES = 128 << 10;

  @TempDir private Path folder = Path.of("");

  /// A file that the system can send, open as long as `file` is.
  private record Large(OutgoingFile file) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private Large open(Pair pair) throws IOException {
    Path path = folder.resolve("large");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(FILE_BYTES);
    }
    return new Large(
        Objects.requireNonNull(pair.handle().openFile(new FileRegion.Source.OfPath(path))));
  }

  /// A connection to a peer with as small a window as there is.
  private static Pair narrow(DriverFixture fixture) throws IOException {
    return withRoom(fixture, 1);
  }

  /// A connection to a peer with a small window, in which it can still read quickly.
  private static Pair small(DriverFixture fixture) throws IOException {
    return withRoom(fixture, 8 << 10);
  }

  private static Pair withRoom(DriverFixture fixture, int bytes) throws IOException {
    var acceptor = new AcceptRecorder();
    var listener = fixture.listen(acceptor);
    var peer = SocketChannel.open();
    peer.setOption(StandardSocketOptions.SO_RCVBUF, bytes);
    peer.connect(listener.localAddress());
    fixture.pollUntil(() -> !acceptor.handles.isEmpty());
    listener.close();
    return new Pair(acceptor.handles.getFirst(), acceptor.sinks.getFirst(), peer);
  }

  /// Sends from a position until the system takes no more; answers with the position behind it.
  private static long send(StreamHandle handle, OutgoingFile file, long from) {
    long position = from;
    long taken;
    do {
      taken = handle.sendFile(file, position, Math.min(PIECE_BYTES, FILE_BYTES - position));
      position += Math.max(0, taken);
    } while (taken > 0 && position < FILE_BYTES);
    return position;
  }

  private static int limit(StreamHandle handle) {
    int descriptor = ((Descriptor.Raw) handle.asDescriptor()).fd();
    try (var memory = CallMemory.acquire()) {
      return Sockets.option(
          memory, descriptor, SocketConstants.IPPROTO_TCP, SocketConstants.TCP_NOTSENT_LOWAT);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void littleOfAFileIsTakenForWhoReadsNothing(Mode mode) throws Exception {
    try (var fixture = new DriverFixture(mode);
        Pair pair = narrow(fixture);
        Large file = open(pair)) {
      assertThat(send(pair.handle(), file.file(), 0)).isBetween(1L, (long) TAKEN_BYTES_MAX);
      fixture.polls(3);
      assertThat(pair.sink().events).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whoReadsGetsTheRestAndIsNotLimitedAnyMore(Mode mode) throws Exception {
    try (var fixture = new DriverFixture(mode);
        Pair pair = small(fixture);
        Large file = open(pair)) {
      long sent = send(pair.handle(), file.file(), 0);
      assertThat(limit(pair.handle())).isEqualTo(LIMIT_BYTES);
      Thread reader = Thread.ofPlatform().start(() -> readAll(pair.peer(), FILE_BYTES));
      while (sent < FILE_BYTES) {
        int seen = pair.sink().events.size();
        fixture.pollUntil(() -> pair.sink().events.size() > seen);
        sent = send(pair.handle(), file.file(), sent);
      }
      assertThat(limit(pair.handle())).isZero();
      pair.handle().sendFile(file.file(), 0, PIECE_BYTES);
      assertThat(limit(pair.handle())).isZero();
      reader.join();
      pair.peer().close();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void littleOfALargeWriteIsTakenForWhoReadsNothing(Mode mode) throws Exception {
    try (var fixture = new DriverFixture(mode);
        Pair pair = narrow(fixture)) {
      assertThat(pair.handle().write(ByteBuffer.allocateDirect(FILE_BYTES)))
          .isBetween(1, TAKEN_BYTES_MAX);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void littleOfWhatWaitsIsTakenForWhoReadsNothing(Mode mode) throws Exception {
    try (var fixture = new DriverFixture(mode);
        Pair pair = narrow(fixture)) {
      var pool = new ChunkPool();
      var out = new OutBuffer(pool);
      out.append(ByteBuffer.allocate(FILE_BYTES));
      assertThat(pair.handle().flush(out)).isEqualTo(FlushOutcome.PENDING);
      assertThat(FILE_BYTES - out.size()).isBetween(1L, (long) TAKEN_BYTES_MAX);
      out.clear();
      pool.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whoReadsGetsTheRestOfALargeWriteAndIsNotLimitedAnyMore(Mode mode) throws Exception {
    try (var fixture = new DriverFixture(mode);
        Pair pair = small(fixture)) {
      ByteBuffer data = ByteBuffer.allocateDirect(FILE_BYTES);
      pair.handle().write(data);
      assertThat(limit(pair.handle())).isEqualTo(LIMIT_BYTES);
      Thread reader = Thread.ofPlatform().start(() -> readAll(pair.peer(), FILE_BYTES));
      var pool = new ChunkPool();
      var out = new OutBuffer(pool);
      out.lend(data);
      while (pair.handle().flush(out) == FlushOutcome.PENDING) {
        int seen = pair.sink().events.size();
        fixture.pollUntil(() -> pair.sink().events.size() > seen);
      }
      reader.join();
      assertThat(limit(pair.handle())).isZero();
      pair.handle().write(ByteBuffer.allocateDirect(FILE_BYTES));
      assertThat(limit(pair.handle())).isZero();
      pair.peer().close();
      pool.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void littleWritesAreNotLimited(Mode mode) throws Exception {
    try (var fixture = new DriverFixture(mode);
        Pair pair = narrow(fixture)) {
      pair.handle().write(ByteBuffer.allocate(LIMIT_BYTES));
      assertThat(limit(pair.handle())).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whoHasMuchRoomIsNotLimited(Mode mode) throws Exception {
    try (var fixture = new DriverFixture(mode);
        Pair pair = fixture.accepted();
        Large file = open(pair)) {
      pair.handle().sendFile(file.file(), 0, PIECE_BYTES);
      assertThat(limit(pair.handle())).isZero();
    }
  }

  private static void readAll(SocketChannel peer, int bytes) {
    try {
      ByteBuffer some = ByteBuffer.allocate(PIECE_BYTES);
      int left = bytes;
      while (left > 0) {
        int count = peer.read(some.clear().limit(Math.min(left, some.capacity())));
        assertThat(count).isPositive();
        left -= count;
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
