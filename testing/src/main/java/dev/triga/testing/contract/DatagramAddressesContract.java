package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.driver.Availability;
import dev.triga.net.BindFailure;
import dev.triga.net.DatagramOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointNotSupportedException;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where sockets for datagrams are opened: names, groups, paths, and what none of them is opened
/// on.
abstract class DatagramAddressesContract extends DatagramFloor {
  @TempDir private Path folder = Path.of("");

  DatagramAddressesContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @Test
  void theEndpointParsesBack() {
    var box = open(started());
    assertEquals(box.transport.endpoint(), Endpoint.parse(box.transport.endpoint().toString()));
    assertEquals(Endpoint.ofDatagrams(box.address()), box.transport.endpoint());
    assertTrue(box.port() > 0);
  }

  @Test
  void anAddressInUseIsABindFailure() {
    needs(Capability.DATAGRAMS);
    var reactor = started();
    var box = open(reactor);
    var failure = assertThrows(BindFailure.class, () -> open(reactor, box.transport.endpoint()));
    assertTrue(failure.getMessage().contains("in use"), failure.getMessage());
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
    var box = open(reactor, Endpoint.parse("udp:0"));
    int port = box.port();
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
    var loopback = loopback();
    var member =
        open(reactor, Endpoint.parse("udp:0.0.0.0:0"), DatagramOptions.DEFAULT.withReuseAddress());
    int port = member.port();
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
                UncheckedIOException.class, () -> member.transport.leave(group, loopback)));
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
    var loopback = loopback();
    var member = open(reactor, Endpoint.parse("udp:0.0.0.0:0"));
    int port = member.port();
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
    var one = open(reactor, Endpoint.parse("udp:0.0.0.0:0"), options);
    var port = one.port();
    var other = open(reactor, Endpoint.parse("udp:0.0.0.0:" + port), options);
    assertEquals(one.address(), other.address());
  }

  @Test
  void unixDatagramsGoFromPathToPath() {
    needs(Capability.UNIX_DATAGRAMS);
    var reactor = started();
    var one = open(reactor, Endpoint.unix(folder.resolve("a")));
    var other = open(reactor, Endpoint.unix(folder.resolve("b")));
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
    if (subject().supports(Capability.UNIX_DATAGRAMS) instanceof Availability.Available) {
      return;
    }
    needs(Capability.DATAGRAMS);
    var reactor = started();
    var endpoint = Endpoint.unix(folder.resolve("a"));
    assertThrows(EndpointNotSupportedException.class, () -> open(reactor, endpoint));
  }

  @Test
  void aStreamEndpointIsRefused() {
    needs(Capability.DATAGRAMS);
    var reactor = started();
    var thrown =
        assertThrows(
            EndpointNotSupportedException.class,
            () -> open(reactor, Endpoint.parse("tcp:127.0.0.1:0")));
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
    var again = open(reactor, address.get());
    assertTrue(again.transport.isOpen());
  }

  private static NetworkInterface loopback() throws SocketException {
    return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
  }
}
