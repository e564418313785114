package dev.triga.driver;

import dev.triga.net.BindFailure;
import java.net.SocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One event mechanism, opened for one reactor.
///
/// **Threads.** Every method is called on the reactor's turn (before the reactor first runs: by the
/// thread that configures it, with the turn), except [#wakeup()], which is for any thread. A
/// reactor may be run by one thread now and by another later, never by two at once.
///
/// **Dispatch.** [#poll] waits and then calls the sinks of what happened. A callback may open,
/// close or abort any handle, its own and those whose events are still waiting in the same batch;
/// the driver skips events of handles that were closed meanwhile, also where the system has given
/// the descriptor number to a new handle. Each stream gets at most one read buffer's worth of data
/// per poll. Sinks never throw.
///
/// **Errors.** What the peer or the network causes is reported to a sink as a
/// [dev.triga.net.CloseReason]; what the caller causes is thrown.
public interface Driver extends AutoCloseable {
  /// The provider's name.
  String name();

  /// Waits for events at most `timeoutNanos`, dispatches them and returns.
  ///
  /// @param timeoutNanos 0 to look without waiting, negative to wait without limit; a driver whose
  ///   mechanism has a coarser unit rounds up, so that it never returns early
  void poll(long timeoutNanos);

  /// Makes the current or, when none is running, the next [#poll] return at once. Any thread; cheap
  /// to repeat; harmless after [#close()].
  void wakeup();

  /// Opens a listening stream socket that is bound when this returns and delivers accepted
  /// connections to `sink` in later polls.
  ///
  /// @throws BindFailure if the address cannot be bound or listened on, with the reason
  ListenerHandle listen(ListenRequest request, AcceptSink sink);

  /// Begins to connect a stream socket. The sink's [StreamSink#connected()] or
  /// [StreamSink#closed(dev.triga.net.CloseReason)] follows in a later poll, never inside this
  /// call.
  ///
  /// @throws BindFailure if the local address of the request cannot be bound
  StreamHandle connect(ConnectRequest request, StreamSink sink);

  /// Whether [#watch] understands this kind of descriptor, with the reason when not.
  Availability watchable(Descriptor descriptor);

  /// Watches a descriptor that the user owns. The driver never closes it.
  ///
  /// @throws IllegalArgumentException if the descriptor is of a kind this driver cannot watch, or
  ///   is not open
  WatchHandle watch(Descriptor descriptor, WatchSink sink);

  /// Closes what is still open, without telling the sinks, and frees everything. Idempotent.
  @Override
  void close();

  /// Whether a stream socket can be made for this kind of address, with the reason when not.
  Availability supports(SocketAddress address);

  /// Whether a datagram socket can be bound to this kind of address, with the reason when not.
  default Availability supportsDatagrams(SocketAddress address) {
    return Availability.no("driver " + name() + " has no datagram sockets");
  }

  /// Opens a datagram socket that is bound (and, where a peer is given, connected) when this
  /// returns and delivers to `sink` in later polls. Call only where [#supportsDatagrams] allows.
  ///
  /// @throws BindFailure if the address cannot be bound or the peer not be connected to
  default DatagramHandle openDatagram(DatagramRequest request, DatagramSink sink) {
    throw new UnsupportedOperationException("driver " + name() + " has no datagram sockets");
  }

  /// Whether a descriptor of this kind can be taken over, with the reason when not.
  default Availability adoptable(Descriptor descriptor) {
    return Availability.no("driver " + name() + " takes over no open descriptors");
  }

  /// Takes over an open stream: from a successful return on it belongs to the driver, which makes
  /// it non-blocking and closes it in the end.
  ///
  /// @param claim called with the handle before this returns; answers with where to deliver, or
  ///   with null to have the stream closed. Data is delivered in later polls, and
  ///   [StreamSink#connected()] is not called. What it throws is thrown here, and the stream still
  ///   belongs to the caller then, unless `claim` has closed it
  /// @throws IllegalArgumentException if it is not an open stream of a kind that [#adoptable]
  ///   allows; it still belongs to the caller then
  default void adoptStream(
      AdoptRequest request, Function<StreamHandle, @Nullable StreamSink> claim) {
    throw new IllegalArgumentException(
        "driver " + name() + " takes over no open descriptors: " + request);
  }

  /// Whether an accepted connection can go to another driver of this kind: by
  /// [StreamHandle#handOver] here and [#adoptStream] there.
  default boolean handsOver() {
    return false;
  }

  /// Takes over a listening socket, likewise.
  ///
  /// @param options what accepted connections begin with
  /// @throws IllegalArgumentException if it is not a listening stream socket of a kind that
  ///   [#adoptable] allows; it still belongs to the caller then
  default ListenerHandle adoptListener(
      Descriptor descriptor, StreamOptions options, AcceptSink sink) {
    throw new IllegalArgumentException(
        "driver " + name() + " takes over no open descriptors: " + descriptor);
  }

  /// Takes over a bound datagram socket, likewise.
  ///
  /// @throws IllegalArgumentException if it is not a datagram socket of a kind that [#adoptable]
  ///   allows; it still belongs to the caller then
  default DatagramHandle adoptDatagram(Descriptor descriptor, DatagramSink sink) {
    throw new IllegalArgumentException(
        "driver " + name() + " takes over no open descriptors: " + descriptor);
  }
}
