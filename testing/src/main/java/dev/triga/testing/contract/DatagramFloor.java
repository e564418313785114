package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triga.net.DatagramOptions;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.SendOutcome;
import dev.triga.reactor.Reactor;
import dev.triga.testing.contract.ReactorUnderTest.Capability;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/// What the groups of behaviours with datagrams share: sockets whose protocols write down what
/// happens.
abstract class DatagramFloor extends Contract {
  static final Endpoint LOOPBACK = Endpoint.udp("127.0.0.1", 0);

  DatagramFloor(Supplier<ReactorUnderTest> subjects) {
    super(subjects);
  }

  DatagramRecorder open(Reactor reactor) {
    return open(reactor, LOOPBACK);
  }

  DatagramRecorder open(Reactor reactor, Endpoint endpoint) {
    return open(reactor, endpoint, DatagramOptions.DEFAULT);
  }

  DatagramRecorder open(Reactor reactor, Endpoint endpoint, DatagramOptions options) {
    return open(reactor, endpoint, options, DatagramRecorder::new);
  }

  DatagramRecorder open(
      Reactor reactor,
      Endpoint endpoint,
      DatagramOptions options,
      Function<DatagramTransport, DatagramRecorder> factory) {
    needs(Capability.DATAGRAMS);
    var made = new AtomicReference<DatagramRecorder>();
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

  static void send(DatagramRecorder from, String text, SocketAddress to) {
    assertEquals(SendOutcome.QUEUED, from.transport.send(bytes(text), to));
  }
}
