package dev.triga.nativeio.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.readiness.DriverFixture.Mode;
import dev.triga.nativeio.readiness.DriverFixture.Pair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Waits end when they should, and closing leaves nothing behind.
@EnabledOnOs(OS.LINUX)
class PollsWaitTest {
  private static final int DRIVERS = 10_000;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aWaitNeverEndsEarlyAlsoBelowAMillisecond(Mode mode) {
    try (var fixture = new DriverFixture(mode)) {
      for (long nanos : new long[] {1, 1_000, 300_000, 999_999, 1_000_001, 12_345_678}) {
        long begun = System.nanoTime();
        fixture.driver.poll(nanos);
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(nanos);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aWakeUpEndsThePresentOrTheNextWaitAndOnlyThatOne(Mode mode) throws Exception {
    try (var fixture = new DriverFixture(mode)) {
      for (int round = 0; round < 200; round++) {
        CountDownLatch go = new CountDownLatch(1);
        Thread waker =
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  fixture.driver.wakeup();
                });
        go.countDown();
        fixture.driver.poll(-1);
        waker.join();
      }
      fixture.driver.wakeup();
      fixture.driver.wakeup();
      fixture.driver.wakeup();
      fixture.driver.poll(-1);
      long begun = System.nanoTime();
      fixture.driver.poll(10_000_000);
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(10_000_000);
    }
  }

  @Test
  void aWakeUpAfterCloseTouchesNobody() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<DriverFixture> fixtures = new ArrayList<>();
    for (int count = 0; count < 50; count++) {
      fixtures.add(new DriverFixture(Mode.EPOLL));
    }
    Thread waker =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.get()) {
                fixtures.forEach(fixture -> fixture.driver.wakeup());
              }
            });
    fixtures.forEach(DriverFixture::close);
    stop.set(true);
    waker.join();
    fixtures.forEach(fixture -> fixture.driver.wakeup());
  }

  @Test
  void tenThousandDriversLeaveNoDescriptor() throws IOException {
    int before = openAfterOneRound();
    long begun = System.nanoTime();
    for (int count = 0; count < DRIVERS; count++) {
      try (var fixture = new DriverFixture(Mode.EPOLL)) {
        if (count % 100 == 0) {
          ListenerHandle listener = fixture.listen(new AcceptRecorder());
          fixture.connect(
              (java.net.InetSocketAddress) listener.localAddress(), new RecordingSink());
        }
        fixture.driver.poll(0);
      }
    }
    assertThat(DriverFixture.openDescriptors()).isEqualTo(before);
    assertThat(System.nanoTime() - begun).isLessThan(60_000_000_000L);
  }

  private static int openAfterOneRound() throws IOException {
    try (var fixture = new DriverFixture(Mode.EPOLL);
        Pair pair = fixture.accepted()) {
      assertThat(pair.handle()).isNotNull();
    }
    return DriverFixture.openDescriptors();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void eventsOfAClosedConnectionDoNotReachTheNextOwnerOfItsNumber(Mode mode) throws IOException {
    // Ten connections are readable in one batch. Whoever is called first closes the other nine and
    // accepts nine new ones, which get the same descriptor numbers and slots: the nine stale events
    // of
    // the batch must reach none of them.
    try (var fixture = new DriverFixture(mode)) {
      for (int round = 0; round < 30; round++) {
        oneBatchWithReuse(fixture);
      }
    }
  }

  private static void oneBatchWithReuse(DriverFixture fixture) throws IOException {
    List<StreamHandle> handles = new ArrayList<>();
    List<StreamHandle> fresh = new ArrayList<>();
    List<String> strays = new ArrayList<>();
    List<SocketChannel> peers = new ArrayList<>();
    boolean[] done = {false};
    List<ListenerHandle> listeners = new ArrayList<>();
    AcceptSink acceptor =
        new AcceptSink() {
          @Override
          public StreamSink accepted(StreamHandle handle) {
            handles.add(handle);
            return new RecordingSink() {
              @Override
              public void readable(ByteBuffer data) {
                if (done[0]) {
                  strays.add("readable after close: " + handle);
                  return;
                }
                done[0] = true;
                handles.stream()
                    .filter(other -> !other.equals(handle))
                    .forEach(StreamHandle::close);
                var target = (java.net.InetSocketAddress) listeners.getFirst().localAddress();
                for (int count = 1; count < handles.size(); count++) {
                  fresh.add(
                      fixture.connect(
                          target,
                          new RecordingSink() {
                            @Override
                            public void connected() {
                              strays.add("connected in the same batch");
                            }
                          }));
                }
              }
            };
          }

          @Override
          public void failed(Throwable cause) {
            throw new AssertionError(cause);
          }
        };
    ListenerHandle listener = fixture.listen(acceptor);
    listeners.add(listener);
    for (int count = 0; count < 10; count++) {
      peers.add(SocketChannel.open(listener.localAddress()));
    }
    fixture.pollUntil(() -> handles.size() == 10);
    for (SocketChannel peer : peers) {
      peer.write(ByteBuffer.wrap(new byte[] {1}));
    }
    fixture.driver.poll(1_000_000_000);
    assertThat(done[0]).isTrue();
    assertThat(strays).isEmpty();
    listener.close();
    handles.forEach(StreamHandle::close);
    fresh.forEach(StreamHandle::close);
    for (SocketChannel peer : peers) {
      peer.close();
    }
  }
}
