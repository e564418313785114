package dev.triga.transport;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The listening ports of one reactor. On the turn.
final class Ports {
  private final Set<StreamPort> listening = new LinkedHashSet<>();

  void add(StreamPort port) {
    listening.add(port);
  }

  void remove(StreamPort port) {
    listening.remove(port);
  }

  void forEach(Consumer<StreamPort> action) {
    List.copyOf(listening).forEach(action);
  }
}
