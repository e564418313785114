package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.DatagramOptions;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointNotSupportedException;
import dev.triga.net.SendOutcome;
import dev.triga.reactor.Reactor;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Datagrams: whole, from somebody, in no time at all, or not at all.
abstract class DatagramContract extends Contract {
  private static final Endpoint LOOPBACK = Endpoint.udp("127.0.0.1", 0);

  @TempDir private Path folder = Path.of("");

  DatagramContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  /// Writes down what happens to it.
  static class Mailbox implements DatagramProtocol {
    final DatagramTransport transport;
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<byte[]> received = new CopyOnWriteArrayList<>();
    final List<SocketAddress> senders = new CopyOnWriteArrayList<>();
    volatile @Nullable CloseReason reason;

    Mailbox(DatagramTransport transport) {
      this.transport = transport;
    }

    @Override
    public void started() {
      events.add("started");
    }

    @Override
    public void datagramReceived(ByteBuffer data, SocketAddress from) {
      var copy = new byte[data.remaining()];
      data.get(copy);
      received.add(copy);
      senders.add(from);
    }

    @Override
    public void connectionRefused() {
      events.add("refused");
    }

    @Override
    public void sendFailed(@Nullable SocketAddress to, String why) {
      events.add("failed: " + why);
    }

    @Override
    public void writable() {
      events.add("writable");
    }

    @Override
    public void closed(CloseReason why) {
      events.add("closed");
      reason = why;
    }

    List<String> texts() {
      return received.stream().map(data -> new String(data, StandardCharsets.UTF_8)).toList();
    }

    SocketAddress address() {
      return transport.localAddress();
    }
  }

  private Mailbox open(Reactor reactor) {
    return open(reactor, LOOPBACK, DatagramOptions.DEFAULT, Mailbox::new);
  }

  private Mailbox open(
      Reactor reactor,
      Endpoint endpoint,
      DatagramOptions options,
      Function<DatagramTransport, Mailbox> factory) {
    needs(Capability.DATAGRAMS);
    var made = new AtomicReference<Mailbox>();
    doOnTurn(
        reactor,
        () ->
            reactor.datagrams(
                endpoint,
                options,
                transport -> {
                  made.set(factory.apply(transport));
                  return made.get();
                }));
    return made.get();
  }

  private static void send(Mailbox from, String text, SocketAddress to) {
    assertEquals(SendOutcome.QUEUED, from.transport.send(bytes(text), to));
  }

  @Test
  void aDatagramArrivesWholeWithItsSender() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(reactor, () -> send(one, "hello", other.address()));
    assertSoon(List.of("hello"), other::texts);
    assertEquals(List.of(one.address()), other.senders);
    doOnTurn(reactor, () -> send(other, "hello yourself", other.senders.getFirst()));
    assertSoon(List.of("hello yourself"), one::texts);
  }

  @Test
  void boundariesAndOrderStay() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          for (int i = 0; i < 100; i++) {
            send(one, "number " + i, other.address());
          }
        });
    eventually("all have arrived", () -> other.received.size() == 100);
    for (int i = 0; i < 100; i++) {
      assertEquals("number " + i, other.texts().get(i));
    }
  }

  @Test
  void anEmptyDatagramArrivesToo() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(reactor, () -> send(one, "", other.address()));
    assertSoon(List.of(""), other::texts);
  }

  @Test
  void theLargestDatagramArrivesAndALargerOneIsRefused() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    var largest = pattern(DatagramTransport.DATAGRAM_BYTES_MAX);
    var tooLarge = ByteBuffer.allocate(DatagramTransport.DATAGRAM_BYTES_MAX + 1);
    doOnTurn(
        reactor,
        () -> {
          assertEquals(SendOutcome.TOO_LARGE, one.transport.send(tooLarge, other.address()));
          assertFalse(tooLarge.hasRemaining());
          assertEquals(
              SendOutcome.QUEUED, one.transport.send(ByteBuffer.wrap(largest), other.address()));
        });
    eventually("it has arrived", () -> other.received.size() == 1);
    assertArrayEquals(largest, other.received.getFirst());
  }

  @Test
  void whatIsSentIsACopy() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    var buffers = List.of(ByteBuffer.allocate(3), ByteBuffer.allocateDirect(3));
    doOnTurn(
        reactor,
        () -> {
          for (var buffer : buffers) {
            buffer.put(0, new byte[] {'a', 'b', 'c'}).position(1);
            one.transport.send(buffer, other.address());
            assertFalse(buffer.hasRemaining());
            buffer.put(1, (byte) 'x');
          }
        });
    assertSoon(List.of("bc", "bc"), other::texts);
  }

  @Test
  void theEndpointParsesBack() {
    var box = open(started());
    assertEquals(box.transport.endpoint(), Endpoint.parse(box.transport.endpoint().toString()));
    assertEquals(Endpoint.ofDatagrams(box.address()), box.transport.endpoint());
    assertTrue(((InetSocketAddress) box.address()).getPort() > 0);
  }

  @Test
  void anAddressInUseIsABindFailure() {
    needs(Capability.DATAGRAMS);
    var reactor = started();
    var box = open(reactor);
    var failure =
        assertThrows(
            BindFailure.class,
            () -> open(reactor, box.transport.endpoint(), DatagramOptions.DEFAULT, Mailbox::new));
    assertTrue(failure.getMessage().contains("in use"), failure.getMessage());
  }

  @Test
  void aConnectedSocketTalksToItsPeerOnly() {
    var reactor = started();
    var server = open(reactor);
    var client =
        open(reactor, LOOPBACK, DatagramOptions.DEFAULT.withRemote(server.address()), Mailbox::new);
    var stranger = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          client.transport.send(bytes("ping"));
          send(stranger, "psst", client.address());
        });
    assertSoon(List.of("ping"), server::texts);
    doOnTurn(reactor, () -> send(server, "pong", client.address()));
    assertSoon(List.of("pong"), client::texts);
    doOnTurn(
        reactor,
        () ->
            assertThrows(
                IllegalStateException.class,
                () -> client.transport.send(bytes("x"), stranger.address())));
    doOnTurn(
        reactor,
        () ->
            assertThrows(
                IllegalStateException.class, () -> server.transport.send(bytes("to whom?"))));
  }

  @Test
  void aConnectedSocketLearnsThatNobodyReceives() {
    var reactor = started();
    var gone = open(reactor);
    var nobody = gone.address();
    doOnTurn(reactor, gone.transport::close);
    var client = open(reactor, LOOPBACK, DatagramOptions.DEFAULT.withRemote(nobody), Mailbox::new);
    doOnTurn(reactor, () -> client.transport.send(bytes("anybody?")));
    eventually("it is refused", () -> client.events.contains("refused"));
    assertTrue(client.transport.isOpen());
    // And it goes on.
    var back = open(reactor, Endpoint.ofDatagrams(nobody), DatagramOptions.DEFAULT, Mailbox::new);
    doOnTurn(reactor, () -> client.transport.send(bytes("again")));
    assertSoon(List.of("again"), back::texts);
  }

  @Test
  void aFailingProtocolIsReportedAndTheSocketGoesOn() {
    var reactor = started();
    var one = open(reactor);
    var other =
        open(
            reactor,
            LOOPBACK,
            DatagramOptions.DEFAULT,
            transport ->
                new Mailbox(transport) {
                  @Override
                  public void datagramReceived(ByteBuffer data, SocketAddress from) {
                    super.datagramReceived(data, from);
                    if (received.size() == 1) {
                      throw new IllegalStateException("cannot read this");
                    }
                  }
                });
    doOnTurn(
        reactor,
        () -> {
          send(one, "bad", other.address());
          send(one, "good", other.address());
        });
    assertSoon(List.of("bad", "good"), other::texts);
    assertSoon(1, () -> failures().list().size());
    var ignored = failures().take();
  }

  @Test
  void closingIsOnceAndFreesTheAddress() {
    var reactor = started();
    var box = open(reactor);
    assertTrue(onTurn(reactor, box.transport::close));
    assertFalse(onTurn(reactor, box.transport::close));
    assertSoon(List.of("started", "closed"), () -> box.events);
    assertEquals(CloseReason.DONE, box.reason);
    assertEquals(
        SendOutcome.CLOSED,
        onTurn(reactor, () -> box.transport.send(bytes("late"), box.address())));
    var again = open(reactor, box.transport.endpoint(), DatagramOptions.DEFAULT, Mailbox::new);
    assertEquals(box.address(), again.address());
  }

  @Test
  void closingFromAnotherThreadWorks() {
    var reactor = started();
    var box = open(reactor);
    assertTrue(box.transport.close());
    assertSoon(List.of("started", "closed"), () -> box.events);
  }

  @Test
  void closingInsideACallbackEndsDeliveryAtOnce() {
    var reactor = started();
    var one = open(reactor);
    var other =
        open(
            reactor,
            LOOPBACK,
            DatagramOptions.DEFAULT,
            transport ->
                new Mailbox(transport) {
                  @Override
                  public void datagramReceived(ByteBuffer data, SocketAddress from) {
                    super.datagramReceived(data, from);
                    transport.close();
                    events.add("callback over");
                  }
                });
    doOnTurn(
        reactor,
        () -> {
          send(one, "first", other.address());
          send(one, "second", other.address());
        });
    assertSoon(List.of("started", "callback over", "closed"), () -> other.events);
    settle(reactor);
    assertEquals(List.of("first"), other.texts());
  }

  @Test
  void whatWasSentBeforeClosingGoesOut() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          send(one, "last words", other.address());
          one.transport.close();
        });
    assertSoon(List.of("last words"), other::texts);
  }

  @Test
  void theEndOfTheReactorClosesTheSocket() {
    var reactor = started();
    var box = open(reactor);
    reactor.close();
    assertEquals(List.of("started", "closed"), box.events);
  }

  @Test
  void pausedReadingDeliversLater() {
    var reactor = started();
    var one = open(reactor);
    var other = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          other.transport.pauseReading();
          send(one, "later", other.address());
        });
    settle(reactor);
    assertEquals(List.of(), other.texts());
    doOnTurn(reactor, other.transport::resumeReading);
    assertSoon(List.of("later"), other::texts);
  }

  @Test
  void sendingNeedsTheTurn() {
    var box = open(started());
    assertThrows(WrongThreadException.class, () -> box.transport.send(bytes("x"), box.address()));
  }

  @Test
  void aNameThatIsNotLookedUpIsRefused() {
    var reactor = started();
    var box = open(reactor);
    var unresolved = InetSocketAddress.createUnresolved("localhost", 7);
    doOnTurn(
        reactor,
        () ->
            assertThrows(
                IllegalArgumentException.class, () -> box.transport.send(bytes("x"), unresolved)));
    doOnTurn(
        reactor,
        () ->
            assertThrows(
                IllegalArgumentException.class,
                () ->
                    box.transport.send(
                        bytes("x"), new InetSocketAddress(InetAddress.ofLiteral("::1"), 7))));
  }

  @Test
  void allInterfacesMeansBothFamilies() {
    var reactor = started();
    var box = open(reactor, Endpoint.parse("udp:0"), DatagramOptions.DEFAULT, Mailbox::new);
    int port = ((InetSocketAddress) box.address()).getPort();
    var one = open(reactor);
    doOnTurn(
        reactor,
        () -> send(one, "four", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port)));
    assertSoon(List.of("four"), box::texts);
    doOnTurn(reactor, () -> send(box, "back", box.senders.getFirst()));
    assertSoon(List.of("back"), one::texts);
  }

  @Test
  void aGroupIsJoinedAndLeft() throws Exception {
    var reactor = started();
    var group = InetAddress.ofLiteral("239.255.77.77");
    var loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    var member =
        open(
            reactor,
            Endpoint.parse("udp:0.0.0.0:0"),
            DatagramOptions.DEFAULT.withReuseAddress(),
            Mailbox::new);
    int port = ((InetSocketAddress) member.address()).getPort();
    var sender = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          member.transport.join(group, loopback);
          sender.transport.option(StandardSocketOptions.IP_MULTICAST_IF, loopback);
          sender.transport.option(StandardSocketOptions.IP_MULTICAST_TTL, 0);
          sender.transport.option(StandardSocketOptions.IP_MULTICAST_LOOP, true);
          assertEquals(0, sender.transport.option(StandardSocketOptions.IP_MULTICAST_TTL));
          send(sender, "to all", new InetSocketAddress(group, port));
        });
    assertSoon(List.of("to all"), member::texts);
    doOnTurn(
        reactor,
        () -> {
          member.transport.leave(group, loopback);
          send(sender, "to nobody", new InetSocketAddress(group, port));
          send(sender, "direct", new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        });
    assertSoon(List.of("to all", "direct"), member::texts);
    doOnTurn(
        reactor,
        () ->
            assertThrows(
                java.io.UncheckedIOException.class, () -> member.transport.leave(group, loopback)));
    doOnTurn(
        reactor,
        () ->
            assertThrows(
                IllegalArgumentException.class,
                () -> member.transport.join(InetAddress.getLoopbackAddress(), loopback)));
  }

  @Test
  void aSourceCanBeChosen() throws Exception {
    var reactor = started();
    var group = InetAddress.ofLiteral("239.255.77.78");
    var loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    var member =
        open(reactor, Endpoint.parse("udp:0.0.0.0:0"), DatagramOptions.DEFAULT, Mailbox::new);
    int port = ((InetSocketAddress) member.address()).getPort();
    var sender = open(reactor);
    doOnTurn(
        reactor,
        () -> {
          member.transport.join(group, loopback, InetAddress.ofLiteral("127.0.0.1"));
          sender.transport.option(StandardSocketOptions.IP_MULTICAST_IF, loopback);
          send(sender, "chosen", new InetSocketAddress(group, port));
        });
    assertSoon(List.of("chosen"), member::texts);
    doOnTurn(
        reactor, () -> member.transport.leave(group, loopback, InetAddress.ofLiteral("127.0.0.1")));
  }

  @Test
  void receiversOfAGroupShareItsAddress() {
    var reactor = started();
    var options = DatagramOptions.DEFAULT.withReuseAddress();
    var one = open(reactor, Endpoint.parse("udp:0.0.0.0:0"), options, Mailbox::new);
    var port = ((InetSocketAddress) one.address()).getPort();
    var other = open(reactor, Endpoint.parse("udp:0.0.0.0:" + port), options, Mailbox::new);
    assertEquals(one.address(), other.address());
  }

  @Test
  void unixDatagramsGoFromPathToPath() {
    needs(Capability.UNIX_DATAGRAMS);
    var reactor = started();
    var one =
        open(reactor, Endpoint.unix(folder.resolve("a")), DatagramOptions.DEFAULT, Mailbox::new);
    var other =
        open(reactor, Endpoint.unix(folder.resolve("b")), DatagramOptions.DEFAULT, Mailbox::new);
    doOnTurn(reactor, () -> send(one, "hello", other.address()));
    assertSoon(List.of("hello"), other::texts);
    assertEquals(List.of(UnixDomainSocketAddress.of(folder.resolve("a"))), other.senders);
    doOnTurn(reactor, () -> send(other, "back", other.senders.getFirst()));
    assertSoon(List.of("back"), one::texts);
    reactor.close();
    var left = folder.toFile().list();
    assertEquals(0, left == null ? 0 : left.length);
  }

  @Test
  void unixDatagramsThatTheDriverLacksAreRefusedWithTheReason() {
    if (subject().supports(Capability.UNIX_DATAGRAMS)
        instanceof dev.triga.driver.Availability.Available) {
      return;
    }
    needs(Capability.DATAGRAMS);
    var reactor = started();
    var endpoint = Endpoint.unix(folder.resolve("a"));
    assertThrows(
        EndpointNotSupportedException.class,
        () -> open(reactor, endpoint, DatagramOptions.DEFAULT, Mailbox::new));
  }

  @Test
  void aStreamEndpointIsRefused() {
    needs(Capability.DATAGRAMS);
    var reactor = started();
    var thrown =
        assertThrows(
            EndpointNotSupportedException.class,
            () ->
                open(
                    reactor,
                    Endpoint.parse("tcp:127.0.0.1:0"),
                    DatagramOptions.DEFAULT,
                    Mailbox::new));
    assertInstanceOf(Endpoint.Tcp.class, thrown.endpoint());
  }

  @Test
  void aFactoryThatThrowsLeavesNoSocket() {
    needs(Capability.DATAGRAMS);
    var reactor = started();
    var address = new AtomicReference<Endpoint>();
    assertThrows(
        IllegalStateException.class,
        () ->
            open(
                reactor,
                LOOPBACK,
                DatagramOptions.DEFAULT,
                transport -> {
                  address.set(transport.endpoint());
                  throw new IllegalStateException("no");
                }));
    var again = open(reactor, address.get(), DatagramOptions.DEFAULT, Mailbox::new);
    assertTrue(again.transport.isOpen());
  }
}
