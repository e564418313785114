package dev.triga.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Reads what an arbiter tells; see [dev.triga.actors.Arbiter#info].
final class InfoTree {
  private InfoTree() {}

  /// The actor and all below it, each with its name.
  static void each(Map<?, ?> told, BiConsumer<String, Map<?, ?>> visitor) {
    visitor.accept(text(told, "actor", "name"), told);
    if (told.get("actors") instanceof List<?> below) {
      for (Object child : below) {
        if (child instanceof Map<?, ?> map) {
          each(map, visitor);
        }
      }
    }
  }

  private static Map<?, ?> part(Map<?, ?> told, String name) {
    return told.get(name) instanceof Map<?, ?> part ? part : Map.of();
  }

  /// A text of a part; empty if there is none.
  static String text(Map<?, ?> told, String part, String name) {
    Object value = part(told, part).get(name);
    return value == null ? "" : value.toString();
  }

  /// A number of a part; NaN if there is none.
  static double number(Map<?, ?> told, String part, String name) {
    return part(told, part).get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /// The open connections of all ports of one actor; NaN if it has no port.
  static double connections(Map<?, ?> told) {
    Map<?, ?> servers = part(told, "servers");
    double open = servers.isEmpty() ? Double.NaN : 0;
    for (Object server : servers.values()) {
      if (server instanceof Map<?, ?> port && port.get("connections") instanceof Number count) {
        open += count.doubleValue();
      }
    }
    return open;
  }

  /// How many requests took how long, by the longest time of each class in microseconds.
  static Map<?, ?> times(Map<?, ?> told) {
    return part(told, "requests").get("times-us") instanceof Map<?, ?> times ? times : Map.of();
  }
}
