package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.net.Endpoint;
import dev.triga.reactor.ReactorBuilder;
import dev.triga.testing.MemoryNetwork;
import dev.triga.testing.Peer;
import dev.triga.testing.PeerPort;
import dev.triga.testing.VirtualClock;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.concurrent.Callable;

/// What the contract suite has to know about the reactors it tests. One is made for each test.
public interface ReactorUnderTest extends AutoCloseable {
  /// What a driver may lack; a behaviour that needs it is skipped with the reason.
  enum Capability {
    /// Watching descriptors that the user owns.
    DESCRIPTORS,
    /// A host that never answers a connection attempt.
    SILENT_HOST,
    /// A host to which no way leads.
    UNREACHABLE_HOST,
    /// Looking up host names.
    HOST_NAMES,
    /// Noticing that the peer has reset a connection whose reading is paused.
    RESET_WHILE_PAUSED,
    /// Unix-domain stream sockets at paths.
    UNIX_SOCKETS,
    /// Unix-domain sockets in Linux's abstract name space.
    ABSTRACT_NAMES,
    /// UDP sockets.
    DATAGRAMS,
    /// Unix-domain datagram sockets.
    UNIX_DATAGRAMS,
    /// Taking over sockets that somebody else has opened.
    ADOPTION,
    /// Handing an accepted connection on to another reactor of a group.
    HANDING_ROUND,
    /// Child processes that can be waited for in real time, and a POSIX shell to start.
    CHILD_PROCESSES,
    /// Pipes to child processes beyond their standard streams.
    CHILD_PIPES,
    /// Sending open descriptors over Unix-domain connections.
    DESCRIPTOR_PASSING,
    /// A time that stands still unless the test moves it.
    VIRTUAL_TIME
  }

  /// The name of the driver below.
  String driverName();

  /// Settings for a reactor on that driver, in debug mode.
  ReactorBuilder builder();

  /// Whether there is such a thing, with the reason when not.
  Availability supports(Capability capability);

  /// Where to listen: a port of the system's choice on an address that [#connect] reaches.
  default Endpoint endpoint() {
    return Endpoint.parse("tcp:127.0.0.1:0");
  }

  /// An address with [Capability#SILENT_HOST].
  default Endpoint silentEndpoint() {
    throw new UnsupportedOperationException("there is no silent host");
  }

  /// An address with [Capability#UNREACHABLE_HOST].
  default Endpoint unreachableEndpoint() {
    throw new UnsupportedOperationException("there is no unreachable host");
  }

  /// Connects a foreign client.
  Peer connect(SocketAddress address);

  /// Listens as a foreign server with room for `backlog` connections.
  PeerPort listen(int backlog);

  /// A connected pair of descriptors, with [Capability#DESCRIPTORS].
  default WatchedPair watchedPair() {
    throw new UnsupportedOperationException("there are no descriptors");
  }

  /// Opens a socket of the JDK and makes of it a descriptor that the driver can take over, with
  /// [Capability#ADOPTION]. Whatever stays of the JDK's is closed.
  default Descriptor handedOver(Callable<? extends SelectableChannel> opening) {
    throw new UnsupportedOperationException("there is nothing to hand over");
  }

  /// Lets time go on by at least `time`: moves the clock where it is virtual, else returns at once,
  /// since time goes on by itself and the tests wait for what it brings.
  void pass(Duration time);

  /// The test is over, and its reactors are about to be closed: foreign peers end, and time need
  /// not stand still any more.
  void conclude();

  /// Frees what this object made itself. Reactors are closed by the suite.
  @Override
  default void close() {}

  /// Reactors on a driver that is found by name, with real sockets on loopback and real time.
  ///
  /// @throws org.opentest4j.TestAbortedException with the reason, so that tests are skipped, if
  ///   this machine lacks the driver
  static ReactorUnderTest onDriver(String name) {
    var reason = SocketsUnderTest.whyNot(name);
    assumeTrue(reason == null, () -> name + ": " + reason);
    return new SocketsUnderTest(name);
  }

  /// Reactors in memory on a clock that the suite moves.
  static ReactorUnderTest inMemory() {
    return inMemory(new MemoryNetwork(VirtualClock.manual()));
  }

  /// Reactors on a network of one's own, with a manual clock.
  static ReactorUnderTest inMemory(MemoryNetwork network) {
    return new MemoryUnderTest(network);
  }
}
