package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectFailure;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointNotSupportedException;
import dev.triga.net.ListeningPort;
import dev.triga.net.UnixAbstractAddress;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.SystemEvent;
import dev.triga.testing.Peer;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Unix-domain stream sockets: what differs from TCP, and above all whose file it is.
abstract class UnixContract extends Contract {
  @TempDir private Path folder = Path.of("");

  private final BlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();

  UnixContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  private Path path() {
    return folder.resolve("s");
  }

  private ListeningPort listen(Reactor reactor, Endpoint endpoint) {
    return onTurn(
        reactor,
        () ->
            reactor.listen(
                endpoint,
                transport -> {
                  var made = new Recorder(transport);
                  accepted.add(made);
                  return made;
                }));
  }

  private ListeningPort listen(Reactor reactor) {
    needs(Capability.UNIX_SOCKETS);
    return listen(reactor, Endpoint.unix(path()));
  }

  private Recorder next() throws InterruptedException {
    var made = accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (made == null) {
      throw new AssertionError("no connection was accepted within " + PATIENCE);
    }
    return made;
  }

  private BindFailure refusal(Reactor reactor, Endpoint endpoint) {
    return assertThrows(BindFailure.class, () -> listen(reactor, endpoint));
  }

  private ServerSocketChannel foreignListener() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path()));
  }

  @Test
  void bytesGoBothWays() throws InterruptedException {
    var reactor = started();
    var port = listen(reactor);
    var peer = subject().connect(port.localAddress());
    peer.write("ping");
    var served = next();
    assertSoon("ping", served::text);
    served.transport.write(bytes("pong"));
    assertEquals("pong", peer.readText(4));
    peer.shutdownOutput();
    assertEquals(Peer.End.ORDERLY, peer.awaitEnd());
    assertSoon(true, served::isLost);
    assertEquals(CloseReason.Kind.DONE, served.reason().kind());
  }

  @Test
  void whatTheLastTaskListensOnLeavesNoFile() {
    needs(Capability.UNIX_SOCKETS);
    var reactor = open();
    var existed = new AtomicBoolean();
    Runnable listening =
        () -> {
          var port = reactor.listen(Endpoint.unix(path()), Recorder::new);
          existed.set(port.isListening());
        };
    reactor.events().after(SystemEvent.SHUTDOWN, () -> reactor.execute(listening));
    reactor.stop();
    reactor.run();
    assertTrue(existed.get());
    assertFalse(Files.exists(path()));
  }

  @Test
  void aMebibyteArrivesWhole() throws InterruptedException {
    var reactor = started();
    listen(reactor);
    var client = await(reactor.connect(Endpoint.unix(path()), Recorder::new));
    var served = next();
    var data = pattern(1 << 20);
    doOnTurn(
        reactor,
        () -> {
          client.transport.write(ByteBuffer.wrap(data));
          client.transport.close();
        });
    eventually("the server has everything", () -> served.size() == data.length);
    assertArrayEquals(data, served.received());
  }

  @Test
  void theEndpointParsesBack() {
    var port = listen(started());
    assertEquals(Endpoint.unix(path()), port.endpoint());
    assertEquals(port.endpoint(), Endpoint.parse(port.endpoint().toString()));
    assertEquals(UnixDomainSocketAddress.of(path()), port.localAddress());
  }

  @Test
  void addressesAreThoseOfTheSocket() throws InterruptedException {
    var reactor = started();
    listen(reactor);
    var client = await(reactor.connect(Endpoint.unix(path()), Recorder::new));
    var served = next();
    assertEquals(UnixDomainSocketAddress.of(path()), client.transport.remoteAddress());
    assertEquals(UnixDomainSocketAddress.of(path()), served.transport.localAddress());
    assertEquals(UnixDomainSocketAddress.of(""), served.transport.remoteAddress());
  }

  @Test
  void aForeignServerIsReached() throws IOException {
    needs(Capability.UNIX_SOCKETS);
    try (var foreign = foreignListener()) {
      var client = await(started().connect(Endpoint.unix(path()), Recorder::new));
      try (var peer = foreign.accept()) {
        client.transport.write(bytes("hello"));
        var read = ByteBuffer.allocate(5);
        while (read.hasRemaining()) {
          assertTrue(peer.read(read) > 0);
        }
        assertArrayEquals("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8), read.array());
      }
    }
  }

  @Test
  void theFilesAreGoneWhenNobodyListensAnyMore() {
    var reactor = started();
    var port = listen(reactor);
    assertTrue(Files.exists(path()));
    doOnTurn(reactor, port::stopListening);
    assertNothingLeft();
  }

  @Test
  void theFilesAreGoneWhenTheReactorIsClosed() {
    var reactor = started();
    listen(reactor);
    reactor.close();
    assertNothingLeft();
  }

  private void assertNothingLeft() {
    var left = folder.toFile().list();
    assertEquals(0, left == null ? 0 : left.length, () -> String.join(", ", left));
  }

  @Test
  void aPortThatListensAgainTakesTheSamePath() throws InterruptedException {
    var reactor = started();
    var port = listen(reactor);
    doOnTurn(reactor, port::stopListening);
    doOnTurn(reactor, port::startListening);
    subject().connect(port.localAddress()).write("again");
    var served = next();
    assertSoon("again", served::text);
  }

  @Test
  void aFileThatSomebodyElseHasPutThereIsNotRemoved() throws IOException {
    var reactor = started();
    var port = listen(reactor);
    Files.delete(path());
    Files.writeString(path(), "somebody else's");
    doOnTurn(reactor, port::stopListening);
    assertEquals("somebody else's", Files.readString(path()));
  }

  @Test
  void aSocketThatACrashedProcessLeftIsReplaced() throws IOException, InterruptedException {
    needs(Capability.UNIX_SOCKETS);
    foreignListener().close();
    assertTrue(Files.exists(path()));
    var port = listen(started());
    subject().connect(port.localAddress()).write("new");
    var served = next();
    assertSoon("new", served::text);
  }

  @Test
  void aSocketOnWhichSomebodyListensIsNotTaken() throws IOException {
    needs(Capability.UNIX_SOCKETS);
    try (var foreign = foreignListener()) {
      var failure = refusal(started(), Endpoint.unix(path()));
      assertTrue(failure.getMessage().contains("in use"), failure.getMessage());
      assertTrue(foreign.isOpen() && Files.exists(path()));
      SocketChannel.open(UnixDomainSocketAddress.of(path())).close();
    }
  }

  @Test
  void aSecondListenerIsRefusedAndTheFirstGoesOn() throws InterruptedException {
    var reactor = started();
    var port = listen(reactor);
    for (var other : new Reactor[] {reactor, started()}) {
      var failure = refusal(other, port.endpoint());
      assertTrue(failure.getMessage().contains("in use"), failure.getMessage());
    }
    subject().connect(port.localAddress()).write("still here");
    var served = next();
    assertSoon("still here", served::text);
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws IOException {
    needs(Capability.UNIX_SOCKETS);
    Files.writeString(path(), "precious");
    var failure = refusal(started(), Endpoint.unix(path()));
    assertTrue(failure.getMessage().contains("not a socket"), failure.getMessage());
    assertEquals("precious", Files.readString(path()));
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    needs(Capability.UNIX_SOCKETS);
    var endpoint = Endpoint.unix(folder.resolve("none/s"));
    var failure = refusal(started(), endpoint);
    assertTrue(failure.getMessage().contains(endpoint.toString()), failure.getMessage());
    String folderNamed = "there is no folder " + folder.resolve("none");
    assertTrue(failure.getMessage().contains(folderNamed), failure.getMessage());
  }

  @Test
  void theModeIsTheOneAskedFor() throws IOException {
    needs(Capability.UNIX_SOCKETS);
    var reactor = started();
    for (var mode : new String[] {"600", "666", "070", "751"}) {
      var endpoint = Endpoint.parse("unix:" + path() + ":mode=" + mode);
      var port = listen(reactor, endpoint);
      assertEquals(endpoint, port.endpoint());
      var permissions = Files.getPosixFilePermissions(path());
      int bits = 0;
      for (var name : PosixFilePermissions.toString(permissions).toCharArray()) {
        bits = bits << 1 | (name == '-' ? 0 : 1);
      }
      assertEquals(Integer.parseInt(mode, 8), bits);
      doOnTurn(reactor, port::stopListening);
    }
  }

  @Test
  void aPathWhereNothingIsCannotBeReached() {
    needs(Capability.UNIX_SOCKETS);
    var failure =
        assertInstanceOf(
            ConnectFailure.class,
            failureOf(started().connect(Endpoint.unix(path()), Recorder::new)));
    assertEquals(CloseReason.Kind.UNREACHABLE, failure.reason().kind());
  }

  @Test
  void aSocketOnWhichNobodyListensRefuses() throws IOException {
    needs(Capability.UNIX_SOCKETS);
    foreignListener().close();
    var failure =
        assertInstanceOf(
            ConnectFailure.class,
            failureOf(started().connect(Endpoint.unix(path()), Recorder::new)));
    assertEquals(CloseReason.Kind.REFUSED, failure.reason().kind());
  }

  @Test
  void thePeersUserIsKnown() throws Exception {
    var reactor = started();
    listen(reactor);
    var client = await(reactor.connect(Endpoint.unix(path()), Recorder::new));
    var served = next();
    for (var end : new Recorder[] {client, served}) {
      var credentials = onTurn(reactor, end.transport::peerCredentials);
      assertEquals(Files.getOwner(folder), credentials.user());
      assertTrue(
          credentials.pid() == 0 || credentials.pid() == ProcessHandle.current().pid(),
          credentials::toString);
    }
  }

  @Test
  void aTcpConnectionKnowsNoUser() {
    var pair = pair();
    assertThrows(
        UnsupportedOperationException.class,
        () -> onTurn(pair.reactor(), () -> pair.protocol().transport.peerCredentials()));
  }

  @Test
  void anAbstractNameNeedsNoFile() throws InterruptedException {
    needs(Capability.ABSTRACT_NAMES);
    var name = "triga-contract-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    var endpoint = Endpoint.parse("unix:@" + name);
    var reactor = started();
    var port = listen(reactor, endpoint);
    assertEquals(endpoint, port.endpoint());
    assertEquals(UnixAbstractAddress.of(name), port.localAddress());
    var client = await(reactor.connect(endpoint, Recorder::new));
    client.transport.write(bytes("abstract"));
    var served = next();
    assertSoon("abstract", served::text);
    assertEquals(UnixAbstractAddress.of(name), client.transport.remoteAddress());
    assertTrue(refusal(started(), endpoint).getMessage().contains("in use"));
    doOnTurn(reactor, port::stopListening);
    var ignored = listen(started(), endpoint);
    assertTrue(ignored.isListening());
  }

  @Test
  void whatTheDriverCannotServeIsRefusedWithTheReason() {
    var reactor = started();
    var endpoint = Endpoint.parse("udp:127.0.0.1:0");
    var listening =
        assertThrows(EndpointNotSupportedException.class, () -> listen(reactor, endpoint));
    assertTrue(listening.getMessage().contains("udp:127.0.0.1:0"), listening.getMessage());
    for (var unconnectable : List.of(endpoint, Endpoint.parse("stdio:"))) {
      assertInstanceOf(
          EndpointNotSupportedException.class,
          failureOf(reactor.connect(unconnectable, Recorder::new)));
    }
    if (subject().supports(Capability.ABSTRACT_NAMES)
        instanceof dev.triga.driver.Availability.Unavailable) {
      assertThrows(
          EndpointNotSupportedException.class,
          () -> listen(reactor, Endpoint.parse("unix:@nobody")));
    }
    assertFalse(reactor.isOnTurn());
  }
}
