package dev.triga.app;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The info of actors for people to read: one line for each actor, its numbers below it, and those
/// it has started further below.
final class InfoTree {
  private static final String STEP = "  ";

  private InfoTree() {}

  static void print(PrintWriter out, @Nullable Object info) {
    print(out, info, "");
  }

  private static void print(PrintWriter out, @Nullable Object info, String margin) {
    if (!(info instanceof Map<?, ?> parts)) {
      out.println(margin + JsonText.of(info));
      return;
    }
    var actor = parts.get("actor") instanceof Map<?, ?> map ? map : Map.of();
    out.println(
        "%s%s (%s) %s, %s"
            .formatted(
                margin,
                actor.get("name"),
                actor.get("id"),
                actor.containsKey("kind") ? actor.get("kind") : "actor",
                actor.get("state")));
    parts.forEach((name, part) -> {
      if (!name.equals("actors")) {
        line(out, margin + STEP + STEP, name, part);
      }
    });
    if (parts.get("actors") instanceof List<?> below) {
      below.forEach(child -> print(out, child, margin + STEP));
    }
  }

  private static void line(PrintWriter out, String margin, Object name, @Nullable Object part) {
    if (part instanceof Map<?, ?> values) {
      var text = new StringBuilder();
      values.forEach((key, value) -> {
        if (!isShownAbove(name, key) && !isForPrograms(name, key)) {
          text.append(text.isEmpty() ? "" : ", ").append(key).append(' ').append(plain(value));
        }
      });
      if (!text.isEmpty()) {
        out.println(margin + name + ": " + text);
      }
    } else if (part instanceof List<?> list) {
      list.forEach(each -> line(out, margin, name, each));
    } else {
      out.println(margin + name + ": " + plain(part));
    }
  }

  /// How many requests took how long is for programs.
  private static boolean isForPrograms(Object part, Object key) {
    return part.equals("requests") && key.equals("times-us");
  }

  private static boolean isShownAbove(Object part, Object key) {
    return part.equals("actor") && List.of("name", "id", "kind", "state").contains(key);
  }

  private static String plain(@Nullable Object value) {
    return value instanceof String text ? OptionText.oneLine(text) : JsonText.of(value);
  }
}
