/// What tests of programs on a reactor need.
///
/// - [dev.triga.testing.MemoryReactor] opens a reactor on a [dev.triga.testing.MemoryNetwork] and a
///   [dev.triga.testing.VirtualClock]: no sockets, no waiting.
/// - [dev.triga.testing.TrigaTest] fails a test that leaves a thread, a descriptor, a process, a
///   reactor or an unreported failure behind, and hands out reactors, clocks and seeded randomness.
/// - [dev.triga.testing.Simulation] runs several hosts with their programs, a network with faults
///   and a clock in one thread, decided by one seed; [dev.triga.testing.Seeds] runs a test under
///   many.
/// - [dev.triga.testing.Gen] makes random values from a seed that a failure names;
///   [dev.triga.testing.Property] tries many and finds the simplest that fail.
/// - [dev.triga.testing.StringTransport] and [dev.triga.testing.RecordingProtocol] stand in for the
///   other side of a protocol or a transport; [dev.triga.testing.DeferredAssert] says how a
///   Deferred stands; [dev.triga.testing.LogCapture] keeps what was logged.
/// - `dev.triga.testing.contract` holds the behaviours that every driver shows.
///
/// ```java
/// @TrigaTest
/// class EchoTest {
///   @Test
///   void anAnswerComesBack(MemoryReactor memory) {
///     memory.reactor().listen(Endpoint.parse("tcp:127.0.0.1:7000"), Echo::new);
///     var peer = memory.network().connect(new InetSocketAddress("127.0.0.1", 7000));
///     peer.write("hello".getBytes(UTF_8));
///     memory.settle();
///     assertEquals("hello", new String(peer.readAvailable(), UTF_8));
///   }
/// }
/// ```
@org.jspecify.annotations.NullMarked
package dev.triga.testing;
