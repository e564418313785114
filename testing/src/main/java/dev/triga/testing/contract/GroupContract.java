package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.reactor.GroupPort;
import dev.triga.reactor.Halt;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ReactorGroup;
import dev.triga.reactor.ReactorStoppedException;
import dev.triga.testing.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several reactors that serve the same port and live one life.
abstract class GroupContract extends Contract {
  private static final int SIZE = 3;

  private final List<ReactorGroup> groups = new ArrayList<>();
  private final Map<String, AtomicInteger> connections = new ConcurrentHashMap<>();

  GroupContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @AfterEach
  void closeGroups() {
    subject().conclude();
    groups.forEach(ReactorGroup::close);
  }

  private ReactorGroup group() {
    var group = subject().builder().name("group").openGroup(SIZE);
    groups.add(group);
    return group;
  }

  /// Echoes, and counts for its reactor.
  private final class CountedEcho implements Protocol {
    private final Transport transport;

    CountedEcho(Transport transport) {
      this.transport = transport;
    }

    private AtomicInteger counter() {
      return connections.computeIfAbsent(transport.reactor().name(), name -> new AtomicInteger());
    }

    @Override
    public void connectionMade() {
      assertSame(Reactor.current(), transport.reactor());
      counter().incrementAndGet();
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      assertSame(Reactor.current(), transport.reactor());
      transport.write(data);
    }

    @Override
    public void connectionLost(CloseReason reason) {
      counter().decrementAndGet();
    }
  }

  private GroupPort listen(ReactorGroup group) {
    return group.listen(subject().endpoint(), CountedEcho::new);
  }

  private List<Peer> connect(GroupPort port, int count) {
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var peer = subject().connect(port.localAddress());
      peer.write("hello");
      assertEquals("hello", peer.readText(5));
      peers.add(peer);
    }
    return peers;
  }

  @Test
  void connectionsAreSpreadOverTheReactorsEvenly() {
    needs(ReactorUnderTest.Capability.HANDING_ROUND);
    var group = group();
    var port = listen(group);
    group.start();
    connect(port, 4 * SIZE);
    assertEquals(SIZE, connections.size());
    connections.values().forEach(count -> assertEquals(4, count.get()));
    assertEquals(4 * SIZE, port.connections());
  }

  @Test
  void aConnectionThatEndsIsNotCountedAnyMore() {
    var group = group();
    var port = listen(group);
    group.start();
    var peers = connect(port, SIZE + 1);
    peers.forEach(Peer::close);
    assertSoon(0, port::connections);
  }

  @Test
  void aGroupThatRunsListensToo() {
    var group = group().start();
    var port = listen(group);
    assertEquals(1, connect(port, 1).size());
  }

  @Test
  void anEndpointInUseIsRefusedFromAnyThread() {
    var taken = serve();
    var group = group().start();
    assertThrows(BindFailure.class, () -> group.listen(taken.port.endpoint(), CountedEcho::new));
  }

  @Test
  void aPortThatStopsListeningIsFreeWhileItsConnectionsGoOn() {
    var group = group();
    var port = listen(group);
    group.start();
    var peer = connect(port, 1).getFirst();
    await(port.stopListening());
    peer.write("again");
    assertEquals("again", peer.readText(5));
    var next = open();
    next.listen(port.endpoint(), CountedEcho::new);
  }

  @Test
  void theNamesTellTheReactorsApart() {
    assertEquals(
        List.of("group-1", "group-2", "group-3"),
        group().reactors().stream().map(Reactor::name).toList());
  }

  @Test
  void nextGoesRound() {
    var group = group();
    var seen = new ArrayList<Reactor>();
    for (int i = 0; i < 2 * SIZE; i++) {
      seen.add(group.next());
    }
    assertEquals(group.reactors(), seen.subList(0, SIZE));
    assertEquals(group.reactors(), seen.subList(SIZE, 2 * SIZE));
  }

  @Test
  void stoppingTheGroupStopsAllAndClosesWhatIsOpen() throws InterruptedException {
    var group = group();
    var port = listen(group);
    group.start();
    var peers = connect(port, SIZE);
    assertTrue(group.stop());
    assertFalse(group.stop());
    peers.forEach(Peer::awaitEnd);
    peers.forEach(Peer::close);
    assertTrue(group.awaitStopped(PATIENCE));
    group.reactors().forEach(each -> assertEquals(Reactor.State.STOPPED, each.state()));
    assertEquals(Optional.empty(), group.failure());
    assertThrows(ReactorStoppedException.class, () -> listen(group));
  }

  @Test
  void whenAnyOfThemStopsAllDo() throws InterruptedException {
    var group = group().start();
    group.reactors().getLast().stop();
    assertTrue(group.awaitStopped(PATIENCE));
  }

  @Test
  void aHaltOfOneEndsTheGroupAndIsItsFailure() throws InterruptedException {
    var group = group().start();
    var halt = new Halt("enough", 3);
    group
        .reactors()
        .get(1)
        .execute(() -> {
          throw halt;
        });
    assertTrue(group.awaitStopped(PATIENCE));
    assertSame(halt, group.failure().orElseThrow());
  }

  @Test
  void runReturnsWhenTheGroupHasStopped() throws InterruptedException {
    var group = group();
    var returned = new CountDownLatch(1);
    var thread =
        new Thread(() -> {
          group.run();
          returned.countDown();
        });
    thread.start();
    group.next().execute(group::stop);
    assertTrue(returned.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    group.reactors().forEach(each -> assertEquals(Reactor.State.STOPPED, each.state()));
    thread.join();
  }

  @Test
  void aGroupStartsOnce() {
    var group = group().start();
    assertThrows(IllegalStateException.class, group::start);
  }

  @Test
  void aGroupThatNeverRanIsClosed() throws InterruptedException {
    var group = group();
    listen(group);
    group.close();
    group.close();
    assertTrue(group.awaitStopped(Duration.ZERO));
  }

  @Test
  void aGroupOfNobodyIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> subject().builder().openGroup(0));
  }
}
