package dev.triga.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The fields of a request's head, or its trailers, in the order in which they came. Names compare
/// without case (RFC 9110, 5.1). Does not change once a responder sees it; any thread.
public final class Headers {
  /// No fields.
  static final Headers NONE = new Headers();

  private final List<String> names = new ArrayList<>(8);
  private final List<String> values = new ArrayList<>(8);

  Headers() {}

  void add(String name, String value) {
    names.add(name);
    values.add(value);
  }

  /// Keeps a place for a field that is not known yet.
  int reserve() {
    add("", "");
    return names.size() - 1;
  }

  /// Fills a place that was kept.
  void fill(int place, String name, String value) {
    names.set(place, name);
    values.set(place, value);
  }

  /// How many fields there are; each line counts.
  public int size() {
    return names.size();
  }

  /// The value of the first field of that name, or null.
  public @Nullable String first(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return values.get(i);
      }
    }
    return null;
  }

  /// The values of all fields of that name, in order.
  public List<String> all(String name) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        found.add(values.get(i));
      }
    }
    return found;
  }

  /// The names, as they came; one that came twice is there twice.
  public List<String> names() {
    return Collections.unmodifiableList(names);
  }

  /// Whether a field that is a comma-separated list of words has this one, without regard to case,
  /// in any of its lines.
  public boolean hasWord(String name, String word) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name) && isIn(values.get(i), word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isIn(String list, String word) {
    if (list.equalsIgnoreCase(word)) {
      return true;
    }
    int from = 0;
    while (from <= list.length()) {
      int comma = list.indexOf(',', from);
      int end = comma < 0 ? list.length() : comma;
      if (list.substring(from, end).strip().equalsIgnoreCase(word)) {
        return true;
      }
      from = end + 1;
    }
    return false;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      text.append(names.get(i).toLowerCase(Locale.ROOT)).append(": ").append(values.get(i));
      text.append('\n');
    }
    return text.toString();
  }
}
