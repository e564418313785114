package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.driver.StreamOptions;
import dev.triga.net.BindFailure;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointNotSupportedException;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.SystemdSockets;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.SystemEvent;
import dev.triga.testing.Peer;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Sockets that somebody else has opened.
abstract class AdoptionContract extends Contract {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();

  AdoptionContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Recorder next() throws InterruptedException {
    var made = accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (made == null) {
      throw new AssertionError("no connection was accepted within " + PATIENCE);
    }
    return made;
  }

  private final ProtocolFactory<Recorder> recording =
      transport -> {
        var made = new Recorder(transport);
        accepted.add(made);
        return made;
      };

  private Descriptor openListener() {
    needs(Capability.ADOPTION);
    return subject().handedOver(() -> ServerSocketChannel.open().bind(LOOPBACK));
  }

  /// Gives a descriptor back that nobody has taken.
  private static void dispose(Descriptor descriptor) throws Exception {
    switch (descriptor) {
      case Descriptor.Raw raw -> OperatingSystem.current().close(raw);
      case Descriptor.Channel(var channel) -> channel.close();
    }
  }

  private ListeningPort adoptPort(Reactor reactor, Descriptor descriptor) {
    return onTurn(reactor, () -> reactor.adoptPort(descriptor, ListenOptions.DEFAULT, recording));
  }

  @Test
  void aListenerThatSomebodyElseOpenedAccepts() throws InterruptedException {
    var reactor = started();
    var port = adoptPort(reactor, openListener());
    assertEquals(Endpoint.of(port.localAddress()), port.endpoint());
    var peer = subject().connect(port.localAddress());
    peer.write("hello");
    var served = next();
    assertSoon("hello", served::text);
    served.transport.write(bytes("back"));
    assertEquals("back", peer.readText(4));
  }

  @Test
  void aPortThatWasGivenItsSocketListensOnce() {
    var reactor = started();
    var port = adoptPort(reactor, openListener());
    doOnTurn(reactor, port::stopListening);
    doOnTurn(reactor, () -> assertThrows(BindFailure.class, port::startListening));
  }

  @Test
  void aPortThatPausesLeavesConnectionsToOthersOnItsSocket() throws InterruptedException {
    needs(Capability.DESCRIPTOR_PASSING);
    var reactor = started();
    var socket = (Descriptor.Raw) openListener();
    var again = OperatingSystem.current().duplicate(socket);
    var first = adoptPort(reactor, socket);
    var second = adoptPort(reactor, again);
    for (var pausing : List.of(first, second)) {
      doOnTurn(reactor, pausing::pauseAccepting);
      subject().connect(first.localAddress()).write("hello");
      assertSoon("hello", next()::text);
      doOnTurn(reactor, pausing::resumeAccepting);
    }
  }

  @Test
  void aConnectionThatSomebodyElseMadeIsTakenOver() {
    needs(Capability.ADOPTION);
    var foreign = subject().listen(1);
    var connection = subject().handedOver(() -> SocketChannel.open(foreign.address()));
    var reactor = started();
    var peer = foreign.accept();
    peer.write("early");
    var protocol =
        onTurn(
            reactor,
            () ->
                reactor.adoptConnection(
                    AdoptRequest.both(connection, StreamOptions.DEFAULT), recording));
    assertNotNull(protocol);
    assertSoon("early", protocol::text);
    assertEquals("made", protocol.events.getFirst());
    assertEquals(foreign.address(), protocol.transport.remoteAddress());
    protocol.transport.write(bytes("late"));
    assertEquals("late", peer.readText(4));
    protocol.transport.close();
    assertEquals(Peer.End.ORDERLY, peer.awaitEnd());
  }

  @Test
  void whatTheLastTaskTakesOverHearsItsEnd() throws InterruptedException {
    needs(Capability.ADOPTION);
    var foreign = subject().listen(1);
    var connection = subject().handedOver(() -> SocketChannel.open(foreign.address()));
    var reactor = open();
    Runnable taking =
        () ->
            reactor.adoptConnection(
                AdoptRequest.both(connection, StreamOptions.DEFAULT), recording);
    reactor.events().after(SystemEvent.SHUTDOWN, () -> reactor.execute(taking));
    reactor.stop();
    reactor.run();
    assertEquals(List.of("made", "lost"), next().events);
    assertTrue(foreign.accept().awaitEnd() != Peer.End.OPEN);
  }

  @Test
  void aFactoryThatDeclinesClosesTheConnection() {
    needs(Capability.ADOPTION);
    var foreign = subject().listen(1);
    var connection = subject().handedOver(() -> SocketChannel.open(foreign.address()));
    var reactor = started();
    ProtocolFactory<Recorder> declining = transport -> null;
    assertNull(
        onTurn(
            reactor,
            () ->
                reactor.adoptConnection(
                    AdoptRequest.both(connection, StreamOptions.DEFAULT), declining)));
    assertTrue(foreign.accept().awaitEnd() != Peer.End.OPEN);
  }

  @Test
  void whatIsNotAListenerIsRefusedAndStaysItsOwners() throws Exception {
    needs(Capability.ADOPTION);
    var foreign = subject().listen(1);
    var connection = subject().handedOver(() -> SocketChannel.open(foreign.address()));
    var reactor = started();
    assertThrows(IllegalArgumentException.class, () -> adoptPort(reactor, connection));
    try (var peer = foreign.accept()) {
      peer.write("still open");
      var protocol =
          onTurn(
              reactor,
              () ->
                  reactor.adoptConnection(
                      AdoptRequest.both(connection, StreamOptions.DEFAULT), recording));
      assertNotNull(protocol);
      assertSoon("still open", protocol::text);
    }
  }

  @Test
  void whatIsNotConnectedIsRefused() throws Exception {
    var listener = openListener();
    var reactor = started();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            onTurn(
                reactor,
                () ->
                    reactor.adoptConnection(
                        AdoptRequest.both(listener, StreamOptions.DEFAULT), recording)));
    dispose(listener);
  }

  @Test
  void aNumberThatIsNotOpenIsRefused() {
    needs(Capability.ADOPTION);
    assertThrows(
        IllegalArgumentException.class, () -> adoptPort(started(), Descriptor.of(1_000_000)));
  }

  @Test
  void anFdEndpointListensAgainAndAgain() throws Exception {
    var listener = openListener();
    var reactor = started();
    if (!(listener instanceof Descriptor.Raw(int number))) {
      dispose(listener);
      assertThrows(
          EndpointNotSupportedException.class,
          () -> onTurn(reactor, () -> reactor.listen(Endpoint.parse("fd:3"), recording)));
      return;
    }
    var port = onTurn(reactor, () -> reactor.listen(new Endpoint.Fd(number), recording));
    assertInstanceOf(Endpoint.Tcp.class, port.endpoint());
    for (int round = 0; round < 2; round++) {
      subject().connect(port.localAddress()).write("round " + round);
      assertSoon("round " + round, next()::text);
      doOnTurn(reactor, port::stopListening);
      doOnTurn(reactor, port::startListening);
    }
    OperatingSystem.current().close(new Descriptor.Raw(number));
  }

  @Test
  void anFdEndpointThatIsNotOpenIsABindFailure() {
    needs(Capability.ADOPTION);
    var reactor = started();
    var endpoint = Endpoint.parse("fd:1000000");
    var thrown =
        assertThrows(
            RuntimeException.class,
            () -> onTurn(reactor, () -> reactor.listen(endpoint, recording)));
    assertTrue(thrown instanceof BindFailure || thrown instanceof EndpointNotSupportedException);
    assertTrue(thrown.getMessage().contains("fd:1000000"), thrown.getMessage());
  }

  @Test
  void aSystemdSocketThatIsNotThereIsRefusedWithTheReason() {
    assertEquals(0, SystemdSockets.ofThisProcess().sockets().size());
    var reactor = started();
    var thrown =
        assertThrows(
            EndpointNotSupportedException.class,
            () -> onTurn(reactor, () -> reactor.listen(Endpoint.parse("systemd:0"), recording)));
    assertTrue(thrown.getMessage().contains("systemd:0"), thrown.getMessage());
  }

  @Test
  void aDatagramSocketIsTakenOverByItsNumber() throws Exception {
    needs(Capability.ADOPTION);
    needs(Capability.DATAGRAMS);
    var address = new AtomicReference<SocketAddress>();
    var descriptor =
        subject()
            .handedOver(() -> {
              var channel = DatagramChannel.open(java.net.StandardProtocolFamily.INET);
              address.set(channel.bind(LOOPBACK).getLocalAddress());
              return channel;
            });
    if (!(descriptor instanceof Descriptor.Raw(int number))) {
      dispose(descriptor);
      return;
    }
    var reactor = started();
    var received = new LinkedBlockingQueue<Integer>();
    doOnTurn(
        reactor, () -> reactor.datagrams(new Endpoint.Fd(number), transport -> counting(received)));
    try (var sender = DatagramChannel.open()) {
      sender.send(ByteBuffer.allocate(5), address.get());
      assertEquals(5, received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    OperatingSystem.current().close(new Descriptor.Raw(number));
  }

  @Test
  void aDatagramSocketIsSharedByItsDescriptor() throws Exception {
    needs(Capability.ADOPTION);
    needs(Capability.DATAGRAMS);
    var reactor = started();
    var first =
        onTurn(
            reactor,
            () ->
                reactor.datagrams(
                    Endpoint.parse("udp:127.0.0.1:0"),
                    transport -> {
                      transport.pauseReading();
                      return new DatagramProtocol() {};
                    }));
    if (onTurn(reactor, first::descriptor) instanceof Descriptor.Raw(int number)) {
      var received = new LinkedBlockingQueue<Integer>();
      doOnTurn(
          reactor,
          () -> reactor.datagrams(new Endpoint.Fd(number), transport -> counting(received)));
      first.close();
      try (var sender = DatagramChannel.open()) {
        sender.send(ByteBuffer.allocate(7), first.localAddress());
        assertEquals(7, received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
    }
    doOnTurn(
        reactor,
        () -> {
          first.close();
          assertThrows(IllegalStateException.class, first::descriptor);
        });
  }

  private static DatagramProtocol counting(BlockingQueue<Integer> received) {
    return new DatagramProtocol() {
      @Override
      public void datagramReceived(ByteBuffer data, SocketAddress from) {
        received.add(data.remaining());
      }
    };
  }

  @Test
  void withoutAdoptionTheReasonIsGiven() {
    if (subject().supports(Capability.ADOPTION) instanceof Availability.Available) {
      return;
    }
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> adoptPort(started(), Descriptor.of(3)));
    assertTrue(thrown.getMessage().contains("cannot be taken over"), thrown.getMessage());
  }
}
