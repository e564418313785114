package dev.triga.protocol;

import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.reactor.Log;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Policies around any protocol: a factory that hands each connection on to another factory, with
/// something between the two.
///
/// ```java
/// reactor.listen(
///     endpoint,
///     Policies.of(Chat::new).idleTimeout(Duration.ofMinutes(5)).connectionLimit(10_000).perPeerLimit(20));
/// ```
///
/// A value: each method makes a new one, with the further policy outside of those before. Budgets
/// and counts belong to the value and are shared by all its connections, on all reactors that use
/// it.
public final class Policies implements ProtocolFactory<Protocol> {
  private final ProtocolFactory<?> factory;

  private Policies(ProtocolFactory<?> factory) {
    this.factory = factory;
  }

  /// No policy yet.
  public static Policies of(ProtocolFactory<?> factory) {
    return new Policies(Objects.requireNonNull(factory, "factory"));
  }

  /// Ends a connection with [dev.triga.net.CloseReason.Kind#TIMED_OUT] when no byte has gone either
  /// way for some time. Bytes that leave our buffer count.
  ///
  /// @throws IllegalArgumentException unless the time is positive
  public Policies idleTimeout(Duration limit) {
    checkPositive("idle time-out", limit);
    return layer(under -> new TimeLimit.Idle(under, limit));
  }

  /// Ends a connection with [dev.triga.net.CloseReason.Kind#TIMED_OUT] whose peer has not begun in
  /// time: not sent its first frame, where the protocol is a [FrameProtocol]; else not sent a byte.
  ///
  /// @throws IllegalArgumentException unless the time is positive
  public Policies handshakeTimeout(Duration limit) {
    checkPositive("handshake time-out", limit);
    return layer(under -> new TimeLimit.Greeting(under, limit));
  }

  /// Ends a connection with [dev.triga.net.CloseReason.Kind#TIMED_OUT] after some time, whatever it
  /// does.
  ///
  /// @throws IllegalArgumentException unless the time is positive
  public Policies totalTimeout(Duration limit) {
    checkPositive("total time-out", limit);
    return layer(under -> new TimeLimit.Total(under, limit));
  }

  /// Declines connections while so many are open.
  ///
  /// @throws IllegalArgumentException unless the number is positive
  public Policies connectionLimit(int connections) {
    checkPositive("connection limit", connections);
    var count = new ConnectionCount(connections, false);
    return new Policies(transport -> count.open(transport, factory));
  }

  /// Declines connections from a peer that has so many open: an IPv4 address, or an IPv6 network of
  /// 64 bits. Connections without an IP address are not counted.
  ///
  /// @throws IllegalArgumentException unless the number is positive
  public Policies perPeerLimit(int connections) {
    checkPositive("limit for each peer", connections);
    var count = new ConnectionCount(connections, true);
    return new Policies(transport -> count.open(transport, factory));
  }

  /// Lets all connections together read, and write, so many bytes a second each way.
  ///
  /// Reading is paused until what was read is paid for. A writer is slowed down as by a slow peer:
  /// with [dev.triga.net.WriteOutcome#ABOVE_HIGH_WATER], `writable`, and by pausing its producer;
  /// one that does not listen is not held back. A tenth of a second's worth may come at once. Files
  /// go in pieces of 64 KiB, each when the one before is paid for.
  ///
  /// @throws IllegalArgumentException unless the number is positive
  public Policies throttle(long bytesPerSecond) {
    checkPositive("throttle in bytes per second", bytesPerSecond);
    var reading = new Budget(bytesPerSecond);
    var writing = new Budget(bytesPerSecond);
    return layer(under -> new Throttle(under, reading, writing));
  }

  /// Writes what happens on each connection to a log, at level debug, with up to 256 bytes of what
  /// is read and written, in ASCII with escapes.
  public Policies trafficLog(Log log) {
    Objects.requireNonNull(log, "log");
    return layer(under -> new TrafficLog(under, log));
  }

  /// Tells of each connection when it has ended how long it was, what went over it and why it
  /// ended: for an access log, or to count and measure. Policies that are added before do not see
  /// it.
  ///
  /// @param to is told on the turn, right after the protocol, also where that throws
  public Policies account(Consumer<ConnectionAccount> to) {
    Objects.requireNonNull(to, "to");
    return layer(under -> new Accounting(under, to));
  }

  @Override
  public @Nullable Protocol open(Transport transport) {
    return factory.open(transport);
  }

  @FunctionalInterface
  private interface Layering {
    PolicyLayer on(Transport under);
  }

  private Policies layer(Layering layering) {
    return new Policies(transport -> layering.on(transport).open(factory));
  }

  private static void checkPositive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " " + value + " is not positive");
    }
  }

  private static void checkPositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " " + value + " is not positive");
    }
  }
}
