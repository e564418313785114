package dev.triga.nativeio.libc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Each wrapped function does what its C namesake does, and fails with its error number.
@EnabledOnOs(OS.LINUX)
class LibraryCallsTest {
  private static final int NOT_OPEN = 99_999;
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  private static final ThreadMXBean ALLOCATED = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ECHOES = 10_000;
  private static final long LONG_NANOS = 10_000_000_000L;
  private static final int LOOPBACK_FAMILY = SocketAddresses.family(ANY_PORT);

  private final CallMemory memory = CallMemory.acquire();
  private final ErrnoSlot errno = memory.errno;

  @AfterEach
  void recycle() {
    memory.close();
  }

  @Test
  void everyCallAnswersWithTheNegatedErrorNumber() {
    long buffer = memory.scratch + 64;
    long length = memory.wholeAddressLength();
    int bad = -Errno.EBADF;
    assertThat(Sockets.socket(errno, 9_999, 1)).isEqualTo(-Errno.EAFNOSUPPORT);
    assertThat(Sockets.bind(errno, NOT_OPEN, memory.address, 16)).isEqualTo(bad);
    assertThat(Sockets.listen(errno, NOT_OPEN, 1)).isEqualTo(bad);
    assertThat(Sockets.accept(errno, NOT_OPEN, 0, 0)).isEqualTo(bad);
    assertThat(Sockets.connect(errno, NOT_OPEN, memory.address, 16)).isEqualTo(bad);
    assertThat(Sockets.localAddress(errno, NOT_OPEN, memory.address, length)).isEqualTo(bad);
    assertThat(Sockets.peerAddress(errno, NOT_OPEN, memory.address, length)).isEqualTo(bad);
    assertThat(Sockets.setOption(memory, NOT_OPEN, 1, 2, 1)).isEqualTo(bad);
    assertThat(Sockets.option(memory, NOT_OPEN, 1, 2)).isEqualTo(bad);
    assertThat(Sockets.linger(memory, NOT_OPEN)).isEqualTo(bad);
    assertThat(Sockets.shutdown(errno, NOT_OPEN, 1)).isEqualTo(bad);
    assertThat(SocketData.receive(errno, NOT_OPEN, buffer, 1)).isEqualTo(bad);
    assertThat(SocketData.receiveBytes(errno, NOT_OPEN, buffer, 1)).isEqualTo(bad);
    assertThat(SocketData.send(errno, NOT_OPEN, buffer, 1)).isEqualTo(bad);
    SocketData.gather(memory, 0, buffer, 1);
    assertThat(SocketData.sendGathered(memory, NOT_OPEN, 1)).isEqualTo(bad);
    assertThat(FileData.send(memory, NOT_OPEN, NOT_OPEN, 0, 1)).isEqualTo(bad);
    assertThat(FileData.size(errno, NOT_OPEN)).isEqualTo(bad);
    assertThat(Descriptors.close(errno, NOT_OPEN)).isEqualTo(bad);
    assertThat(Descriptors.read(errno, NOT_OPEN, buffer, 1)).isEqualTo(bad);
    assertThat(Descriptors.write(errno, NOT_OPEN, buffer, 1)).isEqualTo(bad);
    assertThat(Descriptors.control(errno, NOT_OPEN, Descriptors.F_GETFL, 0)).isEqualTo(bad);
    assertThat(Descriptors.unblock(errno, NOT_OPEN)).isEqualTo(bad);
    assertThat(Descriptors.open(errno, "/does/not/exist", 0)).isEqualTo(-Errno.ENOENT);
    assertThat(Epoll.control(memory, NOT_OPEN, Epoll.EPOLL_CTL_ADD, 0, 0, 0)).isEqualTo(bad);
    assertThat(Epoll.look(memory, NOT_OPEN)).isEqualTo(bad);
    assertThat(Epoll.await(memory, NOT_OPEN)).isEqualTo(bad);
    assertThat(Epoll.await(memory, NOT_OPEN, 1)).isEqualTo(bad);
    assertThat(Epoll.awaitMillis(memory, NOT_OPEN, 1)).isEqualTo(bad);
    assertThat(EventDescriptor.add(NOT_OPEN)).isFalse();
    assertThat(SignalDisposition.reset(memory, 9_999)).isEqualTo(-Errno.EINVAL);
    assertThat(SignalDisposition.ignored(memory, 9_999)).isFalse();
    int ourselves = Math.toIntExact(ProcessHandle.current().pid());
    assertThat(SignalSending.send(errno, ourselves, 9_999)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void aPipeCarriesBytesFromOneEndToTheOther() {
    long ends = memory.scratch;
    assertThat(Descriptors.pipe(errno, ends)).isZero();
    int reader = NativeMemory.getInt(ends);
    int writer = NativeMemory.getInt(ends + Integer.BYTES);
    NativeMemory.putLong(ends + 64, 42);
    assertThat(Descriptors.write(errno, writer, ends + 64, 8)).isEqualTo(8);
    assertThat(Descriptors.close(errno, writer)).isZero();
    assertThat(Descriptors.read(errno, reader, ends + 72, 64)).isEqualTo(8);
    assertThat(NativeMemory.getLong(ends + 72)).isEqualTo(42);
    assertThat(Descriptors.read(errno, reader, ends + 72, 64)).as("the end").isZero();
    assertThat(Descriptors.close(errno, reader)).isZero();
  }

  @Test
  void aSignalIsForOneProcessOnly() {
    assertThatThrownBy(() -> SignalSending.send(errno, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no single process");
  }

  @Test
  void filesAreOpenedReadMadeNonBlockingAndClosed() {
    int zero = Descriptors.open(errno, "/dev/zero", Descriptors.O_RDONLY);
    NativeMemory.putLong(memory.scratch, -1);
    assertThat(Descriptors.read(errno, zero, memory.scratch, 4)).isEqualTo(4);
    assertThat(NativeMemory.getLong(memory.scratch)).isEqualTo(0xFFFF_FFFF_0000_0000L);
    assertThat(Descriptors.unblock(errno, zero)).isZero();
    int flags = Descriptors.control(errno, zero, Descriptors.F_GETFL, 0);
    assertThat(flags & Descriptors.O_NONBLOCK).isNotZero();
    assertThat(Descriptors.close(errno, zero)).isZero();
    int nothing = Descriptors.open(errno, "/dev/null", Descriptors.O_WRONLY);
    assertThat(Descriptors.write(errno, nothing, memory.scratch, 3)).isEqualTo(3);
    assertThat(Descriptors.close(errno, nothing)).isZero();
  }

  @Test
  void aFileGoesToADescriptorFromAnyPosition(@TempDir Path folder) throws IOException {
    Path from = Files.writeString(folder.resolve("from"), "0123456789");
    Path to = Files.createFile(folder.resolve("to"));
    int source = Descriptors.open(errno, from.toString(), Descriptors.O_RDONLY);
    int target = Descriptors.open(errno, to.toString(), Descriptors.O_WRONLY);
    assertThat(FileData.size(errno, source)).isEqualTo(10);
    assertThat(FileData.send(memory, target, source, 7, 100)).isEqualTo(3);
    assertThat(FileData.send(memory, target, source, 2, 2)).isEqualTo(2);
    assertThat(FileData.send(memory, target, source, 10, 1)).isZero();
    assertThat(to).hasContent("78923");
    assertThat(Descriptors.close(errno, source)).isZero();
    assertThat(Descriptors.close(errno, target)).isZero();
  }

  @Test
  void socketsTalkOverTheLoopback() {
    int family = LOOPBACK_FAMILY;
    int listener = Sockets.socket(errno, family, SocketConstants.SOCK_STREAM);
    int length = SocketAddresses.encode(ANY_PORT, memory.address);
    assertThat(Sockets.bind(errno, listener, memory.address, length)).isZero();
    assertThat(Sockets.listen(errno, listener, 5)).isZero();
    assertThat(Sockets.accept(errno, listener, 0, 0)).isEqualTo(-Errno.EAGAIN);
    Sockets.localAddress(errno, listener, memory.address, memory.wholeAddressLength());
    InetSocketAddress bound = SocketAddresses.decode(memory.address);
    int client = Sockets.socket(errno, family, SocketConstants.SOCK_STREAM);
    SocketAddresses.encode(bound, memory.address);
    assertThat(Sockets.connect(errno, client, memory.address, length)).isIn(0, -Errno.EINPROGRESS);
    int server = Sockets.accept(errno, listener, memory.address, memory.wholeAddressLength());
    InetSocketAddress peer = KernelAddress.read(memory.address).toSocketAddress();
    Sockets.localAddress(errno, client, memory.address, memory.wholeAddressLength());
    assertThat(SocketAddresses.decode(memory.address)).isEqualTo(peer);
    Sockets.peerAddress(errno, client, memory.address, memory.wholeAddressLength());
    assertThat(SocketAddresses.decode(memory.address)).isEqualTo(bound);
    assertThat(Sockets.pendingError(memory, client)).isZero();
    transfer(client, server);
    assertThat(Sockets.shutdown(errno, client, SocketConstants.SHUT_WR)).isZero();
    assertThat(SocketData.receive(errno, server, memory.scratch, 8)).isZero();
    for (int descriptor : new int[] {server, client, listener}) {
      assertThat(Descriptors.close(errno, descriptor)).isZero();
    }
  }

  @Test
  void bytesThatWereToldOfAreReceived() {
    int[] ends = connected();
    long text = memory.scratch + 64;
    NativeMemory.putBytes(text, "abc".getBytes());
    assertThat(SocketData.send(errno, ends[0], text, 3)).isEqualTo(3);
    int count = SocketData.receiveBytes(errno, ends[1], memory.scratch, 8);
    assertThat(new String(NativeMemory.bytes(memory.scratch, count))).isEqualTo("abc");
    int none = SocketData.receiveBytes(errno, ends[1], memory.scratch, 8);
    assertThat(none).as("somebody else has taken them").isEqualTo(-Errno.EAGAIN);
    assertThat(Descriptors.close(errno, ends[0])).isZero();
    assertThat(Descriptors.close(errno, ends[1])).isZero();
  }

  /// This JVM has no compiler that could do away with it.
  @Test
  void theCallsOfAnEchoMakeNoGarbage() {
    assumeTrue(SystemCalls.USABLE, "not Linux, or with faults");
    int[] ends = connected();
    echo(ends, ECHOES);
    long before = ALLOCATED.getCurrentThreadAllocatedBytes();
    echo(ends, ECHOES);
    assertThat(ALLOCATED.getCurrentThreadAllocatedBytes() - before).isLessThan(ECHOES);
    assertThat(Descriptors.close(errno, ends[0])).isZero();
    assertThat(Descriptors.close(errno, ends[1])).isZero();
  }

  /// Likewise.
  @Test
  void theWaitsOfAnEchoMakeNoGarbage() {
    assumeTrue(Platform.LINUX, "no epoll");
    int set = Epoll.create(errno);
    int counter = EventDescriptor.create(errno);
    Epoll.control(memory, set, Epoll.EPOLL_CTL_ADD, counter, Epoll.EPOLLIN, 0);
    await(set, counter, ECHOES);
    long before = ALLOCATED.getCurrentThreadAllocatedBytes();
    await(set, counter, ECHOES);
    assertThat(ALLOCATED.getCurrentThreadAllocatedBytes() - before).isLessThan(ECHOES);
    assertThat(Descriptors.close(errno, counter)).isZero();
    assertThat(Descriptors.close(errno, set)).isZero();
  }

  private void await(int set, int counter, int times) {
    int wrong = 0;
    for (int wait = 0; wait < times; wait++) {
      wrong += EventDescriptor.add(counter) ? 0 : 1;
      wrong += Epoll.await(memory, set) == 1 ? 0 : 1;
      wrong += Epoll.await(memory, set, LONG_NANOS) == 1 ? 0 : 1;
      wrong += Epoll.look(memory, set) == 1 ? 0 : 1;
    }
    assertThat(wrong).isZero();
  }

  private void echo(int[] ends, int times) {
    int wrong = 0;
    for (int echo = 0; echo < times; echo++) {
      wrong += SocketData.send(errno, ends[0], memory.scratch, 64) == 64 ? 0 : 1;
      wrong += SocketData.receiveBytes(errno, ends[1], memory.scratch, 64) == 64 ? 0 : 1;
    }
    assertThat(wrong).isZero();
  }

  @Test
  void aReceiveFromAConnectionThatWasResetSaysSo() {
    int[] ends = connected();
    reset(ends[1]);
    assertThat(SocketData.receive(errno, ends[0], memory.scratch, 8)).isEqualTo(-Errno.ECONNRESET);
    assertThat(SocketData.receive(errno, ends[0], memory.scratch, 8)).isZero();
    assertThat(SocketData.send(errno, ends[0], memory.scratch, 8)).isEqualTo(-Errno.EPIPE);
    assertThat(Descriptors.close(errno, ends[0])).isZero();
  }

  @Test
  void aSendToAConnectionThatWasResetSaysSo() {
    int[] ends = connected();
    reset(ends[1]);
    assertThat(SocketData.send(errno, ends[0], memory.scratch, 8)).isEqualTo(-Errno.ECONNRESET);
    assertThat(SocketData.send(errno, ends[0], memory.scratch, 8)).isEqualTo(-Errno.EPIPE);
    assertThat(Descriptors.close(errno, ends[0])).isZero();
  }

  @Test
  void aSendForWhichThereIsNoRoomSaysSo() {
    int[] ends = connected();
    int count = 1;
    while (count > 0) {
      count = SocketData.send(errno, ends[0], memory.scratch, 512);
    }
    assertThat(count).isEqualTo(-Errno.EAGAIN);
    assertThat(Descriptors.close(errno, ends[0])).isZero();
    assertThat(Descriptors.close(errno, ends[1])).isZero();
  }

  @Test
  void aSocketThatIsNotConnectedSaysSo() {
    int socket = Sockets.socket(errno, LOOPBACK_FAMILY, SocketConstants.SOCK_STREAM);
    assertThat(SocketData.receive(errno, socket, memory.scratch, 8)).isEqualTo(-Errno.ENOTCONN);
    assertThat(SocketData.send(errno, socket, memory.scratch, 8)).isEqualTo(-Errno.EPIPE);
    assertThat(Descriptors.close(errno, socket)).isZero();
  }

  /// Two sockets that are connected to each other.
  private int[] connected() {
    int listener = Sockets.socket(errno, LOOPBACK_FAMILY, SocketConstants.SOCK_STREAM);
    int length = SocketAddresses.encode(ANY_PORT, memory.address);
    assertThat(Sockets.bind(errno, listener, memory.address, length)).isZero();
    assertThat(Sockets.listen(errno, listener, 5)).isZero();
    Sockets.localAddress(errno, listener, memory.address, memory.wholeAddressLength());
    int client = Sockets.socket(errno, LOOPBACK_FAMILY, SocketConstants.SOCK_STREAM);
    assertThat(Sockets.connect(errno, client, memory.address, length)).isIn(0, -Errno.EINPROGRESS);
    int server = Sockets.accept(errno, listener, 0, 0);
    assertThat(server).isPositive();
    assertThat(Descriptors.close(errno, listener)).isZero();
    return new int[] {client, server};
  }

  private void reset(int descriptor) {
    Sockets.abortOnClose(memory, descriptor);
    assertThat(Descriptors.close(errno, descriptor)).isZero();
  }

  private void transfer(int client, int server) {
    long text = memory.scratch + 64;
    NativeMemory.putBytes(text, "abcdef".getBytes());
    assertThat(SocketData.send(errno, client, text, 2)).isEqualTo(2);
    SocketData.gather(memory, 0, text + 4, 2);
    SocketData.gather(memory, 1, text + 2, 2);
    assertThat(SocketData.sendGathered(memory, client, 2)).isEqualTo(4);
    int count = SocketData.receive(errno, server, memory.scratch, 8);
    assertThat(new String(NativeMemory.bytes(memory.scratch, count))).isEqualTo("abefcd");
    assertThat(SocketData.receive(errno, server, memory.scratch, 8)).isEqualTo(-Errno.EAGAIN);
  }

  @Test
  void epollReportsTokensAndWaitsNoShorterThanAsked() {
    int set = Epoll.create(errno);
    int counter = EventDescriptor.create(errno);
    long token = 0x1234_5678_9ABC_DEF0L;
    int events = Epoll.EPOLLIN | Epoll.EPOLLET;
    assertThat(Epoll.control(memory, set, Epoll.EPOLL_CTL_ADD, counter, events, token)).isZero();
    assertThat(Epoll.look(memory, set)).isZero();
    assertThat(EventDescriptor.add(counter)).isTrue();
    assertThat(Epoll.await(memory, set)).isEqualTo(1);
    assertThat(Epoll.reportedToken(memory, 0)).isEqualTo(token);
    assertThat(Epoll.reportedEvents(memory, 0)).isEqualTo(Epoll.EPOLLIN);
    long begun = System.nanoTime();
    assertThat(Epoll.await(memory, set, 300_000)).isZero();
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(300_000);
    assertThat(Epoll.awaitMillis(memory, set, 1)).isZero();
    assertThat(Epoll.control(memory, set, Epoll.EPOLL_CTL_DEL, counter, 0, 0)).isZero();
    Descriptors.close(errno, counter);
    Descriptors.close(errno, set);
  }

  @Test
  void whereOnlyMillisecondsAreToBeHadTheyAreRoundedUp() {
    assertThat(Epoll.millisRoundedUp(1)).isEqualTo(1);
    assertThat(Epoll.millisRoundedUp(999_999)).isEqualTo(1);
    assertThat(Epoll.millisRoundedUp(1_000_000)).isEqualTo(1);
    assertThat(Epoll.millisRoundedUp(1_000_001)).isEqualTo(2);
    assertThat(Epoll.millisRoundedUp(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void addressesSurviveTheirEncoding() {
    for (String text : new String[] {"127.0.0.1", "255.255.255.255", "::", "::1", "fe80::1"}) {
      var address = new InetSocketAddress(InetAddress.ofLiteral(text), 65_535);
      SocketAddresses.encode(address, memory.address);
      assertThat(SocketAddresses.decode(memory.address)).isEqualTo(address);
      assertThat(KernelAddress.read(memory.address).toSocketAddress()).isEqualTo(address);
    }
    var unresolved = InetSocketAddress.createUnresolved("nowhere", 1);
    assertThatThrownBy(() -> SocketAddresses.encode(unresolved, memory.address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere");
    NativeMemory.putShort(memory.address, (short) 77);
    assertThatThrownBy(() -> SocketAddresses.decode(memory.address)).hasMessageContaining("77");
  }

  @Test
  void anUnknownFunctionIsNamedAndUnknownErrorsHaveASentence() {
    assertThat(Downcalls.exists("no_such_function")).isFalse();
    assertThatThrownBy(
            () -> Downcalls.blocking("no_such_function", java.lang.foreign.ValueLayout.JAVA_INT))
        .hasMessageContaining("no_such_function");
    assertThat(Errno.sentence(-Errno.ECONNREFUSED))
        .isEqualTo("the peer refused the connection (ECONNREFUSED)");
    assertThat(Errno.sentence(4_242)).contains("4242");
  }

  @Test
  void memoryIsRecycled() {
    CallMemory first = CallMemory.acquire();
    long address = first.events;
    first.close();
    first.close();
    CallMemory second = CallMemory.acquire();
    CallMemory third = CallMemory.acquire();
    assertThat(second.events).isEqualTo(address);
    assertThat(third.events).isNotEqualTo(address);
    second.close();
    third.close();
  }
}
