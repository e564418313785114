package dev.triga.actors.control;

import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values that every program can read, as bytes: null, truth, numbers, texts, lists and maps of
/// them. Whatever else an actor puts into its info is shown as a text. Any thread.
public final class PlainValues {
  private static final int DEPTH_MAX = 64;

  private static final int NULL = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int WHOLE = 3;
  private static final int FRACTION = 4;
  private static final int TEXT = 5;
  private static final int LIST = 6;
  private static final int MAP = 7;

  private PlainValues() {}

  /// Writes a value.
  ///
  /// @throws WireException if it is nested deeper than 64 or too large for a message
  public static void write(WireOutput out, @Nullable Object value) {
    write(out, value, 0);
  }

  private static void write(WireOutput out, @Nullable Object value, int depth) {
    if (depth > DEPTH_MAX) {
      throw new WireException("what is to be shown is nested deeper than " + DEPTH_MAX);
    }
    switch (value) {
      case null -> out.putByte(NULL);
      case Boolean is -> out.putByte(is ? TRUE : FALSE);
      case Double fraction -> putFraction(out, fraction);
      case Float fraction -> putFraction(out, fraction.doubleValue());
      case Long number -> out.putByte(WHOLE).putNumber(number);
      case Integer number -> out.putByte(WHOLE).putNumber(number);
      case Short number -> out.putByte(WHOLE).putNumber(number);
      case Byte number -> out.putByte(WHOLE).putNumber(number);
      case Collection<?> elements -> {
        out.putByte(LIST).putNumber(elements.size());
        elements.forEach(element -> write(out, element, depth + 1));
      }
      case Map<?, ?> map -> {
        out.putByte(MAP).putNumber(map.size());
        map.forEach((key, mapped) -> {
          out.putText(String.valueOf(key));
          write(out, mapped, depth + 1);
        });
      }
      default -> out.putByte(TEXT).putText(value.toString());
    }
  }

  private static void putFraction(WireOutput out, double fraction) {
    out.putByte(FRACTION).putLong(Double.doubleToRawLongBits(fraction));
  }

  /// Reads a value.
  ///
  /// @throws WireException if the bytes are none
  public static @Nullable Object read(WireInput in) {
    return read(in, 0);
  }

  private static @Nullable Object read(WireInput in, int depth) {
    if (depth > DEPTH_MAX) {
      throw new WireException("a value is nested deeper than " + DEPTH_MAX);
    }
    int form = in.takeByte();
    return switch (form) {
      case NULL -> null;
      case FALSE -> false;
      case TRUE -> true;
      case WHOLE -> in.takeNumber();
      case FRACTION -> Double.longBitsToDouble(in.takeLong());
      case TEXT -> in.takeText();
      case LIST -> readList(in, depth);
      case MAP -> readMap(in, depth);
      default -> throw new WireException("there is no form of plain value with the number " + form);
    };
  }

  private static List<@Nullable Object> readList(WireInput in, int depth) {
    var list = new ArrayList<@Nullable Object>();
    for (int left = in.takeCount(in.remaining()); left > 0; left--) {
      list.add(read(in, depth + 1));
    }
    return list;
  }

  private static Map<String, @Nullable Object> readMap(WireInput in, int depth) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int left = in.takeCount(in.remaining()); left > 0; left--) {
      String key = in.takeText();
      map.put(key, read(in, depth + 1));
    }
    return map;
  }
}
