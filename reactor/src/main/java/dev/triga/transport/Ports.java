package dev.triga.transport;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The listening ports of one reactor. On the turn.
final class Ports {
  private final Set<TcpPort> listening = new LinkedHashSet<>();

  void add(TcpPort port) {
    listening.add(port);
  }

  void remove(TcpPort port) {
    listening.remove(port);
  }

  void forEach(Consumer<TcpPort> action) {
    List.copyOf(listening).forEach(action);
  }
}
