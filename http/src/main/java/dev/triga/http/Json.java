package dev.triga.http;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Values written as JSON (RFC 8259). Records are objects with their components in order; of a
/// module that is not open to this one, their accessors have to be public.
public final class Json {
  /// How deeply values may be nested.
  public static final int DEPTH_MAX = 64;

  /// What each class of records has, looked up once: asking takes as long as writing.
  private static final ClassValue<List<Component>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents()).map(Component::of).toList();
        }
      };

  /// A component of a record.
  ///
  /// @param key its name as it stands in JSON, with the colon
  private record Component(String name, String key, Method accessor) {
    static Component of(RecordComponent component) {
      var accessor = component.getAccessor();
      accessor.trySetAccessible();
      var json = new Json();
      json.quote(component.getName());
      return new Component(component.getName(), json.out.append(':').toString(), accessor);
    }

    @Nullable Object of(Record row) {
      try {
        return accessor.invoke(row);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(
            "cannot read " + name + " of " + row.getClass().getName(), e);
      }
    }
  }

  private final StringBuilder out = new StringBuilder(64);

  private Json() {}

  /// A value as JSON text. Any thread.
  ///
  /// @param value null, a boolean, number, text, enum, record, map with text as keys, or an
  ///   iterable or array of these
  /// @throws IllegalArgumentException if there is something else in it, such as a number that is
  ///   not finite, or it is nested more than [#DEPTH_MAX] deep
  public static String text(@Nullable Object value) {
    var json = new Json();
    json.write(value, 0);
    return json.out.toString();
  }

  private void write(@Nullable Object value, int depth) {
    if (depth > DEPTH_MAX) {
      throw new IllegalArgumentException("nested more than " + DEPTH_MAX + " deep");
    }
    switch (value) {
      case null -> out.append("null");
      case CharSequence text -> quote(text.toString());
      case Character c -> quote(c.toString());
      case Enum<?> constant -> quote(constant.name());
      case Boolean bool -> out.append(bool);
      case Double d when !Double.isFinite(d) -> throw unknown(value);
      case Float f when !Float.isFinite(f) -> throw unknown(value);
      case Number number -> out.append(number);
      case Map<?, ?> map -> writeMap(map, depth);
      case Iterable<?> items -> writeItems(items, depth);
      case Record row -> writeRecord(row, depth);
      case Object array when array.getClass().isArray() -> writeItems(items(array), depth);
      default -> throw unknown(value);
    }
  }

  private static IllegalArgumentException unknown(Object value) {
    return new IllegalArgumentException(
        value.getClass().getName() + " has no form in JSON: " + value);
  }

  private static List<@Nullable Object> items(Object array) {
    if (array instanceof Object[] objects) {
      return Arrays.asList(objects);
    }
    List<@Nullable Object> items = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      items.add(Array.get(array, i));
    }
    return items;
  }

  private void writeItems(Iterable<?> items, int depth) {
    String before = "[";
    for (var item : items) {
      out.append(before);
      write(item, depth + 1);
      before = ",";
    }
    out.append(before.equals("[") ? "[]" : "]");
  }

  private void writeMap(Map<?, ?> map, int depth) {
    String before = "{";
    for (var entry : map.entrySet()) {
      out.append(before);
      quote(Objects.requireNonNull(entry.getKey(), "a key of a map").toString());
      out.append(':');
      write(entry.getValue(), depth + 1);
      before = ",";
    }
    out.append(before.equals("{") ? "{}" : "}");
  }

  private void writeRecord(Record row, int depth) {
    String before = "{";
    for (var component : COMPONENTS.get(row.getClass())) {
      out.append(before).append(component.key());
      write(component.of(row), depth + 1);
      before = ",";
    }
    out.append(before.equals("{") ? "{}" : "}");
  }

  private void quote(String text) {
    out.append('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isPlain(c)) {
        out.append(text, from, i);
        from = i + 1;
        if (c == '"' || c == '\\') {
          out.append('\\').append(c);
        } else {
          out.append(String.format("\\u%04x", (int) c));
        }
      }
    }
    out.append(text, from, text.length()).append('"');
  }

  /// Whether a character stands for itself. The controls from 127 on are harmless in JSON and not
  /// in a terminal; the smaller-than sign and the last two, not in a script that somebody puts it
  /// into.
  private static boolean isPlain(char c) {
    return c >= ' '
        && c != '"'
        && c != '\\'
        && c != '<'
        && (c < 127 || (c >= 160 && c != '\u2028' && c != '\u2029'));
  }
}
