package dev.triga.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A pattern with parameters, and what answers each method.
final class Route {
  /// A segment of a pattern.
  ///
  /// @param text what has to stand there, or the name of the parameter
  /// @param type of the parameter, or null for a segment that is none
  private record Segment(String text, @Nullable String type) {}

  private static final Set<String> TYPES = Set.of("text", "int", "long", "path");

  private final String pattern;
  private final List<Segment> segments = new ArrayList<>();
  private final Map<String, Responder> methods = new HashMap<>();

  Route(String pattern) {
    this.pattern = pattern;
    checkPath(pattern);
    var parts = pattern.substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      segments.add(segment(parts[i], i == parts.length - 1));
    }
    if (segments.stream().filter(s -> s.type() != null).map(Segment::text).distinct().count()
        != segments.stream().filter(s -> s.type() != null).count()) {
      throw new IllegalArgumentException("a parameter is there twice: " + pattern);
    }
  }

  static void checkPath(String path) {
    if (!path.startsWith("/") || path.contains("?") || path.contains("%")) {
      throw new IllegalArgumentException(
          "the path " + path + " has to begin with a slash, and to be decoded, without a query");
    }
  }

  private Segment segment(String part, boolean isLast) {
    if (!part.contains("{") && !part.contains("}")) {
      return new Segment(part, null);
    }
    if (!part.startsWith("{") || part.indexOf('}') != part.length() - 1) {
      throw new IllegalArgumentException(
          "a parameter has to be a whole segment, {name} or {name:type}: " + pattern);
    }
    String inside = part.substring(1, part.length() - 1);
    int colon = inside.indexOf(':');
    String type = colon < 0 ? "text" : inside.substring(colon + 1);
    String name = colon < 0 ? inside : inside.substring(0, colon);
    if (name.isEmpty() || !TYPES.contains(type) || (type.equals("path") && !isLast)) {
      throw new IllegalArgumentException(
          part
              + " of "
              + pattern
              + ": a parameter has a name and one of the types text, int, long,"
              + " and at the end path");
    }
    return new Segment(name, type);
  }

  String pattern() {
    return pattern;
  }

  Map<String, Responder> methods() {
    return methods;
  }

  /// What the parameters are in a path, or null if it does not fit.
  ///
  /// @param path not decoded
  @Nullable Map<String, String> match(String path) {
    Map<String, String> params = new HashMap<>();
    int from = 1;
    for (var segment : segments) {
      if (from > path.length()) {
        return null;
      }
      int slash = path.indexOf('/', from);
      boolean isRest = "path".equals(segment.type());
      int end = slash < 0 || isRest ? path.length() : slash;
      String part = Target.decode(path.substring(from, end), false);
      if (segment.type() == null ? !part.equals(segment.text()) : !fits(part, segment.type())) {
        return null;
      }
      if (segment.type() != null) {
        params.put(segment.text(), part);
      }
      from = end + 1;
    }
    return from == path.length() + 1 ? params : null;
  }

  private static boolean fits(String part, String type) {
    return switch (type) {
      case "int" -> isNumber(part) && inRange(part, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "long" -> isNumber(part) && inRange(part, Long.MIN_VALUE, Long.MAX_VALUE);
      case "path" -> true;
      default -> !part.isEmpty();
    };
  }

  private static boolean isNumber(String part) {
    int from = part.startsWith("-") ? 1 : 0;
    return part.length() > from
        && part.length() <= 20
        && part.chars().skip(from).allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean inRange(String part, long low, long high) {
    try {
      long value = Long.parseLong(part);
      return value >= low && value <= high;
    } catch (NumberFormatException tooLong) {
      return false;
    }
  }
}
