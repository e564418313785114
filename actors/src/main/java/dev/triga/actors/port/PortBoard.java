package dev.triga.actors.port;

import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.net.DatagramFactory;
import dev.triga.net.DatagramOptions;
import dev.triga.net.DatagramTransport;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.net.ListeningPort;
import dev.triga.net.ProtocolFactory;
import dev.triga.reactor.Reactor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The listening sockets that the actors of one process may accept on, by their endpoint's text. In
/// the arbiter's process they are those that it has opened, in a worker's those that it was handed.
/// Any thread.
public final class PortBoard {
  private final Map<String, Place> places = new ConcurrentHashMap<>();

  /// What there is of a port.
  public sealed interface Place {
    /// An open socket, of which each that listens takes a duplicate.
    record Open(Descriptor.Raw socket) implements Place {}

    /// A port that is kept free for those who bind it themselves, sharing it (`SO_REUSEPORT`).
    record Reserved(Endpoint endpoint) implements Place {}

    /// A port that only the arbiter's reactor serves.
    record Own(OwnPort port) implements Place {}
  }

  /// An empty one.
  public PortBoard() {}

  /// Puts a port up.
  public void put(String name, Place place) {
    places.put(name, place);
  }

  /// What there is by this name.
  ///
  /// @throws IllegalArgumentException if there is nothing
  public Place get(String name) {
    Place place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException(
          "there is no port " + name + " here; the arbiter opens ports with SharedPorts.open(...)");
    }
    return place;
  }

  /// Listens on a port of connections. On the reactor's turn.
  ///
  /// @throws IllegalArgumentException if there is no such port, or another process has it
  /// @throws dev.triga.net.BindFailure if it cannot be listened on
  public ListeningPort listen(
      String name, Reactor reactor, ListenOptions options, ProtocolFactory<?> factory) {
    return switch (get(name)) {
      case Place.Reserved(var endpoint) ->
          reactor.listen(endpoint, options.withReusePort(), factory);
      case Place.Open(var socket) -> {
        var system = OperatingSystem.current();
        var ours = system.duplicate(socket);
        try {
          yield reactor.adoptPort(ours, options, factory);
        } catch (IllegalArgumentException e) {
          system.close(ours);
          throw e;
        }
      }
      case Place.Own(var port) -> port.listen(factory);
    };
  }

  /// Receives the datagrams of a port, beside others that do. On the reactor's turn.
  ///
  /// @throws IllegalArgumentException if there is no such port of datagrams
  /// @throws dev.triga.net.BindFailure if it cannot be opened
  public DatagramTransport datagrams(String name, Reactor reactor, DatagramFactory factory) {
    return switch (get(name)) {
      case Place.Reserved(var endpoint) ->
          reactor.datagrams(endpoint, DatagramOptions.DEFAULT.withReusePort(), factory);
      case Place.Open(var socket) -> reactor.datagrams(new Endpoint.Fd(socket.fd()), factory);
      case Place.Own _ -> throw new IllegalArgumentException(name + " is no port of datagrams");
    };
  }

  /// Whether there is something by this name.
  public boolean has(String name) {
    return places.containsKey(name);
  }

  /// Takes a port down; its socket stays as it is.
  public void remove(String name) {
    places.remove(name);
  }

  /// Closes the sockets and takes all ports down.
  public void closeSockets() {
    for (Place place : places.values()) {
      switch (place) {
        case Place.Open(var socket) -> OperatingSystem.current().close(socket);
        case Place.Own(var port) -> port.close();
        case Place.Reserved _ -> {}
      }
    }
    places.clear();
  }

  /// The names of all ports.
  public List<String> names() {
    return places.keySet().stream().sorted().toList();
  }
}
