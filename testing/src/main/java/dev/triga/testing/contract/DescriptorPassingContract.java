package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.driver.StreamOptions;
import dev.triga.net.DescriptorReceiver;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.Transport;
import dev.triga.reactor.Reactor;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Open sockets that one process hands to another over a Unix-domain connection.
abstract class DescriptorPassingContract extends Contract {
  @TempDir private Path folder = Path.of("");

  private final BlockingQueue<Receiver> accepted = new LinkedBlockingQueue<>();
  private final BlockingQueue<Descriptor.Raw> received = new LinkedBlockingQueue<>();

  DescriptorPassingContract(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  @AfterEach
  void closeWhatNobodyTook() {
    received.forEach(OperatingSystem.current()::close);
  }

  /// Notes what it gets, bytes and descriptors in their order.
  private final class Receiver extends Recorder implements DescriptorReceiver {
    Receiver(Transport transport) {
      super(transport);
    }

    @Override
    public void descriptorReceived(Descriptor.Raw descriptor) {
      events.add("descriptor");
      received.add(descriptor);
    }
  }

  /// Both ends of a Unix-domain connection.
  private record Ends(Reactor reactor, Recorder sender, Receiver receiver) {}

  private Ends connect() throws InterruptedException {
    needs(Capability.DESCRIPTOR_PASSING);
    var reactor = started();
    var endpoint = Endpoint.unix(folder.resolve("s"));
    doOnTurn(
        reactor,
        () ->
            reactor.listen(
                endpoint,
                transport -> {
                  var made = new Receiver(transport);
                  accepted.add(made);
                  return made;
                }));
    var sender = await(reactor.connect(endpoint, Recorder::new));
    var receiver = accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(receiver);
    return new Ends(reactor, sender, receiver);
  }

  private Descriptor.Raw next() throws InterruptedException {
    var descriptor = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(descriptor);
    return descriptor;
  }

  @Test
  void aListenerGoesOnAcceptingWhereItWasSent() throws InterruptedException {
    var ends = connect();
    var reactor = ends.reactor;
    var port = onTurn(reactor, () -> reactor.listen(subject().endpoint(), Recorder::new));
    doOnTurn(
        reactor,
        () -> {
          ends.sender.transport.sendDescriptor(port.descriptor(), bytes("take this"));
          port.stopListening();
        });
    var descriptor = next();
    assertSoon("take this", ends.receiver::text);
    var other = started();
    var connections = new LinkedBlockingQueue<Recorder>();
    var adopted =
        onTurn(
            other,
            () ->
                other.adoptPort(
                    descriptor,
                    ListenOptions.DEFAULT,
                    transport -> {
                      var made = new Recorder(transport);
                      connections.add(made);
                      return made;
                    }));
    assertEquals(port.endpoint(), adopted.endpoint());
    subject().connect(adopted.localAddress()).write("hello");
    var served = connections.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertNotNull(served);
    assertSoon("hello", served::text);
  }

  @Test
  void aConnectionGoesOnWhereItWasSent() throws InterruptedException {
    var ends = connect();
    var reactor = ends.reactor;
    var pair = pair();
    doOnTurn(pair.reactor(), () -> pair.protocol().transport.pauseReading());
    var number = onTurn(pair.reactor(), () -> pair.protocol().transport.descriptor());
    doOnTurn(reactor, () -> ends.sender.transport.sendDescriptor(number, bytes("x")));
    var descriptor = next();
    var protocol =
        onTurn(
            reactor,
            () ->
                reactor.adoptConnection(
                    AdoptRequest.both(descriptor, StreamOptions.DEFAULT), Recorder::new));
    assertNotNull(protocol);
    pair.peer().write("over there");
    assertSoon("over there", protocol::text);
    protocol.transport.write(bytes("and back"));
    assertEquals("and back", pair.peer().readText(8));
  }

  @Test
  void descriptorsComeBeforeTheirBytesAndInOrder() throws InterruptedException {
    var ends = connect();
    var reactor = ends.reactor;
    var port = onTurn(reactor, () -> reactor.listen(subject().endpoint(), Recorder::new));
    doOnTurn(
        reactor,
        () -> {
          var transport = ends.sender.transport;
          transport.write(bytes("before "));
          transport.sendDescriptor(port.descriptor(), bytes("one "));
          transport.sendDescriptor(port.descriptor(), bytes("two "));
          transport.write(bytes("after"));
        });
    assertSoon("before one two after", ends.receiver::text);
    assertEquals(2, ends.receiver.count("descriptor"));
    assertTrue(
        ends.receiver.events.indexOf("descriptor") <= ends.receiver.events.lastIndexOf("data"));
  }

  @Test
  void bytesBehindADescriptorAreNotForgotten() throws InterruptedException {
    var ends = connect();
    var reactor = ends.reactor;
    var port = onTurn(reactor, () -> reactor.listen(subject().endpoint(), Recorder::new));
    var data = pattern(300_000);
    doOnTurn(
        reactor,
        () -> {
          for (int i = 0; i < 10; i++) {
            ends.sender.transport.write(ByteBuffer.wrap(data, i * 30_000, 29_999));
            ends.sender.transport.sendDescriptor(
                port.descriptor(), ByteBuffer.wrap(data, i * 30_000 + 29_999, 1));
          }
        });
    eventually("all bytes are there", () -> ends.receiver.size() == data.length);
    assertArrayEquals(data, ends.receiver.received());
    assertEquals(10, ends.receiver.count("descriptor"));
  }

  @Test
  void whoDoesNotWantDescriptorsGetsTheBytesAllTheSame() throws InterruptedException {
    var ends = connect();
    var reactor = ends.reactor;
    var port = onTurn(reactor, () -> reactor.listen(subject().endpoint(), Recorder::new));
    doOnTurn(
        reactor,
        () -> {
          for (int i = 0; i < 5; i++) {
            ends.receiver.transport.sendDescriptor(port.descriptor(), bytes("unwanted "));
          }
        });
    assertSoon("unwanted ".repeat(5), ends.sender::text);
  }

  @Test
  void sendingWithoutBytesIsRefused() throws InterruptedException {
    var ends = connect();
    doOnTurn(
        ends.reactor,
        () ->
            assertThrows(
                IllegalArgumentException.class,
                () -> ends.sender.transport.sendDescriptor(Descriptor.of(0), bytes(""))));
  }

  @Test
  void whatIsNotOpenIsRefused() throws InterruptedException {
    var ends = connect();
    doOnTurn(
        ends.reactor,
        () ->
            assertThrows(
                IllegalArgumentException.class,
                () -> ends.sender.transport.sendDescriptor(Descriptor.of(1_000_000), bytes("x"))));
    assertFalse(ends.sender.isLost());
  }

  @Test
  void aTcpConnectionCarriesNone() {
    var pair = pair();
    doOnTurn(
        pair.reactor(),
        () ->
            assertThrows(
                UnsupportedOperationException.class,
                () -> pair.protocol().transport.sendDescriptor(Descriptor.of(0), bytes("x"))));
  }
}
