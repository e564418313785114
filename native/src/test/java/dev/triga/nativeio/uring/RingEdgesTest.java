package dev.triga.nativeio.uring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.DriverContext;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.EventDescriptor;
import dev.triga.nativeio.readiness.AcceptRecorder;
import dev.triga.nativeio.readiness.DriverFixture;
import dev.triga.nativeio.readiness.DriverFixture.Pair;
import dev.triga.nativeio.readiness.RecordingSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens where a ring is full, empty, lost or left.
class RingEdgesTest {
  private static final int CONNECTIONS = 40;
  private static final int MESSAGE_BYTES = 1000;
  private static final int MORE_THAN_ONE_POLL_DELIVERS = 300;
  private static final RingSize ORDINARY = new RingSize(64, 256, 32, 2048);

  @BeforeAll
  static void needsRings() {
    NeedsRing.check();
  }

  private static DriverFixture fixture(RingSize size) {
    return fixture(new RingMaker(size, RingSetup.FLAGS));
  }

  private static DriverFixture fixture(RingMaker maker) {
    return new DriverFixture(context -> driver(context, maker));
  }

  private static UringDriver driver(DriverContext context, RingMaker maker) {
    CallMemory memory = CallMemory.acquire();
    return new UringDriver(context, memory, EventDescriptor.create(memory.errno), maker);
  }

  /// Many connections at once, each of which gets a message of its own.
  private static void everyoneIsServed(DriverFixture fixture) throws IOException {
    AcceptRecorder acceptor = new AcceptRecorder();
    ListenerHandle listener = fixture.listen(acceptor);
    List<SocketChannel> peers = new ArrayList<>();
    for (int count = 0; count < CONNECTIONS; count++) {
      SocketChannel peer = SocketChannel.open(listener.localAddress());
      peer.write(message(count));
      peers.add(peer);
    }
    fixture.pollUntil(() -> acceptor.sinks.size() == CONNECTIONS);
    fixture.pollUntil(
        () -> acceptor.sinks.stream().allMatch(sink -> sink.bytes().length == MESSAGE_BYTES));
    for (RecordingSink sink : acceptor.sinks) {
      assertThat(ByteBuffer.wrap(sink.bytes())).isEqualTo(message(sink.bytes()[0]));
    }
    acceptor.handles.forEach(StreamHandle::close);
    listener.close();
    fixture.polls(2);
    for (SocketChannel peer : peers) {
      assertThat(peer.read(ByteBuffer.allocate(1))).isNegative();
      peer.close();
    }
  }

  private static ByteBuffer message(int number) {
    ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES);
    while (message.hasRemaining()) {
      message.put((byte) number);
    }
    return message.flip();
  }

  @Test
  void moreCompletionsThanTheQueueHoldsAreNotLost() throws IOException {
    try (var fixture = fixture(new RingSize(4, 4, 32, 2048))) {
      everyoneIsServed(fixture);
    }
  }

  @Test
  void moreRequestsThanTheQueueHoldsAreSubmittedAllTheSame() throws IOException {
    try (var fixture = fixture(new RingSize(4, 256, 32, 2048))) {
      everyoneIsServed(fixture);
    }
  }

  @Test
  void fewBuffersDelayButLoseNothing() throws IOException {
    try (var fixture = fixture(new RingSize(64, 256, 2, 64))) {
      everyoneIsServed(fixture);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void everyWayOfWorkingServes(int way) throws IOException {
    RingMaker maker = new RingMaker(ORDINARY, List.of(RingSetup.FLAGS.get(way)));
    try (var fixture = fixture(maker)) {
      everyoneIsServed(fixture);
    }
  }

  @Test
  void anotherThreadThatPollsGoesOnWithWhatIsOpen() throws Exception {
    try (var fixture = fixture(ORDINARY)) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      try (SocketChannel first = SocketChannel.open(listener.localAddress())) {
        fixture.pollUntil(() -> acceptor.sinks.size() == 1);
        fixture.polls(2);
        first.write(ByteBuffer.wrap("one".getBytes()));
        elsewhere(() -> fixture.pollUntil(() -> acceptor.sinks.getFirst().text().equals("one")));
        try (SocketChannel second = SocketChannel.open(listener.localAddress())) {
          elsewhere(() -> fixture.pollUntil(() -> acceptor.sinks.size() == 2));
          second.write(ByteBuffer.wrap("two".getBytes()));
          first.write(ByteBuffer.wrap(" more".getBytes()));
          fixture.pollUntil(() -> acceptor.sinks.getLast().text().equals("two"));
          fixture.pollUntil(() -> acceptor.sinks.getFirst().text().equals("one more"));
        }
      }
    }
  }

  @Test
  void aConnectionClosedBeforeAnotherThreadPollsIsClosedAllTheSame() throws Exception {
    try (var fixture = fixture(ORDINARY);
        Pair pair = fixture.accepted()) {
      fixture.polls(2);
      pair.handle().close();
      elsewhere(() -> fixture.polls(1));
      assertThat(pair.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aCloseTakesEffectInTheNextPollThoughCompletionsAreLeft() throws IOException {
    for (int round = 0; round < 50; round++) {
      try (var fixture = fixture(ORDINARY);
          Pair pair = fixture.accepted()) {
        // Closing the listener has left the end of its request in the queue.
        pair.handle().close();
        fixture.polls(1);
        pair.peer().configureBlocking(false);
        assertThat(pair.peer().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
    }
  }

  @Test
  void aWakeUpFromBeforeTheThreadChangedEndsTheWait() throws Exception {
    try (var fixture = fixture(ORDINARY)) {
      fixture.polls(2);
      fixture.driver.wakeup();
      elsewhere(() -> fixture.driver.poll(-1));
    }
  }

  private static void elsewhere(Runnable action) throws Exception {
    var task = new FutureTask<>(action, true);
    Thread.ofPlatform().name("elsewhere").start(task);
    assertThat(task.get()).isTrue();
  }

  @Test
  void aPauseKeepsWhatTheKernelHadReceivedAlready() throws IOException {
    try (var fixture = fixture(new RingSize(64, 256, 32, 64));
        Pair pair = fixture.accepted()) {
      pair.handle().pauseReading();
      byte[] bytes = new byte[10_000];
      for (int index = 0; index < bytes.length; index++) {
        bytes[index] = (byte) index;
      }
      pair.peer().write(ByteBuffer.wrap(bytes));
      fixture.polls(20);
      assertThat(pair.sink().events).isEmpty();
      pair.handle().resumeReading();
      pair.peer().write(ByteBuffer.wrap(bytes));
      pair.peer().shutdownOutput();
      fixture.pollUntil(() -> pair.sink().events.contains("readClosed"));
      ByteBuffer all = ByteBuffer.allocate(2 * bytes.length).put(bytes).put(bytes).flip();
      assertThat(ByteBuffer.wrap(pair.sink().bytes())).isEqualTo(all);
    }
  }

  @Test
  void buffersOfConnectionsThatWereClosedMeanwhileComeBack() throws IOException {
    try (var fixture = fixture(new RingSize(64, 256, 4, 64))) {
      for (int round = 0; round < 20; round++) {
        try (Pair one = fixture.accepted();
            Pair other = fixture.accepted()) {
          fixture.polls(2);
          one.peerWrites("1");
          other.peerWrites("2");
          one.handle().close();
          fixture.pollUntil(() -> other.sink().text().equals("2"));
          assertThat(one.sink().events).isEmpty();
        }
      }
    }
  }

  @Test
  void anEventForAClosedConnectionDoesNotReachTheNextOwnerOfItsPlace() throws IOException {
    try (var fixture = fixture(ORDINARY)) {
      List<StreamHandle> handles = new ArrayList<>();
      List<RecordingSink> sinks = new ArrayList<>();
      ListenerHandle listener = fixture.listen(closingTheOthers(handles, sinks));
      List<SocketChannel> peers = new ArrayList<>();
      for (int count = 0; count < 10; count++) {
        peers.add(SocketChannel.open(listener.localAddress()));
      }
      fixture.pollUntil(() -> handles.size() == 10);
      fixture.polls(2);
      for (SocketChannel peer : peers) {
        peer.write(ByteBuffer.wrap(new byte[1]));
      }
      fixture.pollUntil(() -> sinks.stream().anyMatch(sink -> !sink.events.isEmpty()));
      fixture.polls(3);
      assertThat(sinks.stream().filter(sink -> !sink.events.isEmpty())).hasSize(1);
      for (SocketChannel peer : peers) {
        peer.close();
      }
    }
  }

  private static AcceptSink closingTheOthers(
      List<StreamHandle> handles, List<RecordingSink> sinks) {
    return new AcceptSink() {
      @Override
      public StreamSink accepted(StreamHandle handle) {
        handles.add(handle);
        var sink =
            new RecordingSink() {
              @Override
              public void readable(ByteBuffer data) {
                super.readable(data);
                handles.stream().filter(each -> each != handle).forEach(StreamHandle::abort);
              }
            };
        sinks.add(sink);
        return sink;
      }

      @Override
      public void failed(Throwable cause) {
        throw new AssertionError(cause);
      }
    };
  }

  @Test
  void closingFreesEverythingThoughRequestsAreUnderWay() throws IOException {
    int before = DriverFixture.openDescriptors();
    int port;
    List<SocketChannel> peers = new ArrayList<>();
    try (var fixture = fixture(ORDINARY)) {
      AcceptRecorder acceptor = new AcceptRecorder();
      ListenerHandle listener = fixture.listen(acceptor);
      port = ((InetSocketAddress) listener.localAddress()).getPort();
      for (int count = 0; count < CONNECTIONS; count++) {
        peers.add(SocketChannel.open(listener.localAddress()));
      }
      fixture.pollUntil(() -> acceptor.sinks.size() == CONNECTIONS);
      fixture.polls(2);
      OutBuffer unread = new OutBuffer(fixture.chunks);
      unread.append(ByteBuffer.allocate(8 << 20));
      acceptor.handles.getFirst().flush(unread);
      peers.add(SocketChannel.open(listener.localAddress()));
    }
    // Nobody listens any more, and nobody holds a connection.
    try (var again = new ServerSocket()) {
      again.setReuseAddress(true);
      again.bind(new InetSocketAddress("127.0.0.1", port));
    }
    for (SocketChannel peer : peers) {
      ByteBuffer rest = ByteBuffer.allocate(1 << 20);
      try {
        while (peer.read(rest.clear()) >= 0) {
          // What was sent before.
        }
      } catch (IOException reset) {
        assertThat(reset).hasMessageContaining("reset");
      }
      peer.close();
    }
    assertThat(DriverFixture.openDescriptors()).isEqualTo(before);
  }

  @Test
  void closingFromAnotherThreadFreesWhatWasAcceptedAndHasReachedNobody() throws Exception {
    int before = DriverFixture.openDescriptors();
    List<SocketChannel> peers = new ArrayList<>();
    AcceptRecorder acceptor = new AcceptRecorder();
    try (var fixture = fixture(new RingSize(64, 512, 32, 2048))) {
      ListenerHandle listener = fixture.listen(acceptor);
      for (int count = 0; count < MORE_THAN_ONE_POLL_DELIVERS; count++) {
        peers.add(SocketChannel.open(listener.localAddress()));
      }
      fixture.pollUntil(() -> !acceptor.handles.isEmpty());
      assertThat(acceptor.handles).hasSizeLessThan(peers.size());
      elsewhere(fixture.driver::close);
    }
    for (SocketChannel peer : peers) {
      peer.close();
    }
    assertThat(DriverFixture.openDescriptors()).isEqualTo(before);
  }

  @Test
  void aThousandWatchesComeAndGo() {
    int[] counters = new int[100];
    CallMemory memory = CallMemory.acquire();
    try (var fixture = fixture(new RingSize(4, 8, 1, 64))) {
      List<Integer> reported = new ArrayList<>();
      List<WatchHandle> watches = new ArrayList<>();
      for (int round = 0; round < 10; round++) {
        reported.clear();
        for (int index = 0; index < counters.length; index++) {
          counters[index] = EventDescriptor.create(memory.errno);
          int number = index;
          WatchHandle watch =
              fixture.driver.watch(Descriptor.of(counters[index]), noting(reported, number));
          watch.interest(true, false);
          watches.add(watch);
        }
        fixture.polls(2);
        for (int counter : counters) {
          EventDescriptor.add(counter);
        }
        fixture.pollUntil(() -> reported.stream().distinct().count() == counters.length);
        watches.forEach(WatchHandle::close);
        watches.clear();
        for (int counter : counters) {
          Descriptors.close(memory.errno, counter);
        }
      }
    }
    memory.close();
  }

  private static WatchSink noting(List<Integer> reported, int number) {
    return new WatchSink() {
      @Override
      public void readable() {
        reported.add(number);
      }

      @Override
      public void writable() {
        throw new AssertionError("nobody asked for that");
      }

      @Override
      public void gone(String reason) {
        throw new AssertionError(reason);
      }
    };
  }
}
