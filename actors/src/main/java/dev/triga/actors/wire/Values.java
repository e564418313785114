package dev.triga.actors.wire;

import dev.triga.actors.codec.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The values in messages as bytes. Plain ones, collections, functions and failures have a form of
/// their own; the rest is the codec's, behind the name of its class. Any thread.
///
/// Lists, sets and maps keep their order and arrive as `ArrayList`, `LinkedHashSet` and
/// `LinkedHashMap`, each element with its own class.
public final class Values {
  private static final int DEPTH_MAX = 64;

  /// As many classes as are looked up only once; a program has fewer kinds of message.
  private static final int KNOWN_CLASSES_MAX = 1_000;

  private static final int NULL = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int INT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 5;
  private static final int TEXT = 6;
  private static final int BYTES = 7;
  private static final int LIST = 8;
  private static final int SET = 9;
  private static final int MAP = 10;
  private static final int FUNCTION = 11;
  private static final int FAILURE = 12;
  private static final int STAND_IN = 13;
  private static final int OBJECT = 14;

  private final Codec codec;
  private final ClassLoader loader;
  private final AllowedTypes allowed;
  private final Functions functions;
  private final StandIns standIns;
  private final Map<String, Class<?>> known = new ConcurrentHashMap<>();

  /// What is sent in place of objects that live in one process, such as actor references.
  public interface StandIns {
    /// The text to send instead of the object, or null if it goes as it is.
    @Nullable String outwards(Object value);

    /// The object that a text stands for.
    Object inwards(String text);

    /// For processes that have no such objects.
    StandIns NONE =
        new StandIns() {
          @Override
          public @Nullable String outwards(Object value) {
            return null;
          }

          @Override
          public Object inwards(String text) {
            throw new WireException("nothing is known by the name of " + text);
          }
        };
  }

  /// @param codec writes what has no form of its own
  /// @param loader has the user's classes
  /// @param allowed which classes may come in
  /// @param standIns exchanges what lives in one process
  public Values(Codec codec, ClassLoader loader, AllowedTypes allowed, StandIns standIns) {
    this.codec = codec;
    this.loader = loader;
    this.allowed = allowed;
    this.standIns = standIns;
    UnaryOperator<Object> outwards =
        value -> {
          String text = standIns.outwards(value);
          return text == null ? value : new StandIn(text);
        };
    UnaryOperator<Object> inwards =
        value -> value instanceof StandIn(String text) ? standIns.inwards(text) : value;
    functions = new Functions(loader, allowed, outwards, inwards);
  }

  /// Functions, for those who have one to send that is no lambda.
  public Functions functions() {
    return functions;
  }

  /// The loader that has the user's classes.
  public ClassLoader loader() {
    return loader;
  }

  /// Writes a value. When it cannot be written, the message is as it was before.
  ///
  /// @throws WireException if it cannot be sent, with the reason
  /// @throws dev.triga.actors.codec.CodecException likewise
  public void write(WireOutput out, @Nullable Object value) {
    int before = out.size();
    try {
      write(out, value, 0);
    } catch (RuntimeException | StackOverflowError e) {
      out.truncate(before);
      throw e;
    }
  }

  private void write(WireOutput out, @Nullable Object value, int depth) {
    if (depth > DEPTH_MAX) {
      throw new WireException("collections may not be nested deeper than " + DEPTH_MAX);
    }
    switch (value) {
      case null -> out.putByte(NULL);
      case Boolean is -> out.putByte(is ? TRUE : FALSE);
      case Integer number -> out.putByte(INT).putNumber(number);
      case Long number -> out.putByte(LONG).putNumber(number);
      case Double number -> out.putByte(DOUBLE).putLong(Double.doubleToRawLongBits(number));
      case String text -> out.putByte(TEXT).putText(text);
      case byte[] bytes -> out.putByte(BYTES).putBytes(bytes);
      case List<?> list -> write(out, LIST, list, depth);
      case Set<?> set -> write(out, SET, set, depth);
      case Map<?, ?> map -> {
        out.putByte(MAP).putNumber(map.size());
        map.forEach((key, mapped) -> {
          write(out, key, depth + 1);
          write(out, mapped, depth + 1);
        });
      }
      case Throwable failure -> {
        out.putByte(FAILURE);
        FailureData.of(failure, functions).write(out);
      }
      default -> writeObject(out, value);
    }
  }

  private void write(WireOutput out, int form, Collection<?> elements, int depth) {
    out.putByte(form).putNumber(elements.size());
    Iterator<?> each = elements.iterator();
    while (each.hasNext()) {
      write(out, each.next(), depth + 1);
    }
  }

  private void writeObject(WireOutput out, Object value) {
    String standIn = standIns.outwards(value);
    if (standIn != null) {
      out.putByte(STAND_IN).putText(standIn);
    } else if (Functions.isFunction(value)) {
      out.putByte(FUNCTION).putBytes(functions.write(value));
    } else {
      Class<?> type = value instanceof Enum<?> e ? e.getDeclaringClass() : value.getClass();
      if (!allowed.allows(type)) {
        throw new WireException(
            "a "
                + type.getTypeName()
                + " cannot be sent: allowed are plain values, collections of java.util and one's"
                + " own classes");
      }
      out.putByte(OBJECT).putText(type.getName()).putBytes(codec.encode(value));
    }
  }

  /// Reads a value.
  ///
  /// @throws WireException if the bytes are none of an acceptable value
  /// @throws dev.triga.actors.codec.CodecException likewise
  public @Nullable Object read(WireInput in) {
    return read(in, 0);
  }

  private @Nullable Object read(WireInput in, int depth) {
    if (depth > DEPTH_MAX) {
      throw new WireException("collections are nested deeper than " + DEPTH_MAX);
    }
    int form = in.takeByte();
    return switch (form) {
      case NULL -> null;
      case FALSE -> false;
      case TRUE -> true;
      case INT -> (int) in.takeNumber();
      case LONG -> in.takeNumber();
      case DOUBLE -> Double.longBitsToDouble(in.takeLong());
      case TEXT -> in.takeText();
      case BYTES -> in.takeBytes();
      case LIST -> read(in, new ArrayList<>(), depth);
      case SET -> read(in, new LinkedHashSet<>(), depth);
      case MAP -> readMap(in, depth);
      case FUNCTION -> functions.read(in.takeBytes());
      case FAILURE -> FailureData.read(in).restored(functions);
      case STAND_IN -> standIns.inwards(in.takeText());
      case OBJECT -> {
        Class<?> type = known(in.takeText());
        yield codec.decode(ByteBuffer.wrap(in.takeBytes()), type);
      }
      default -> throw new WireException("there is no form of value with the number " + form);
    };
  }

  private Object read(WireInput in, Collection<@Nullable Object> into, int depth) {
    for (int left = in.takeCount(in.remaining()); left > 0; left--) {
      into.add(read(in, depth + 1));
    }
    return into;
  }

  private Object readMap(WireInput in, int depth) {
    var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    for (int left = in.takeCount(in.remaining()); left > 0; left--) {
      Object key = read(in, depth + 1);
      map.put(key, read(in, depth + 1));
    }
    return map;
  }

  /// @throws WireException if there is no such class, or it may not come in
  private Class<?> known(String name) {
    var before = known.get(name);
    if (before != null) {
      return before;
    }
    try {
      Class<?> found = Class.forName(name, false, loader);
      if (!allowed.allows(found)) {
        throw new WireException("a " + name + " may not come out of a message");
      }
      if (known.size() < KNOWN_CLASSES_MAX) {
        known.put(name, found);
      }
      return found;
    } catch (ClassNotFoundException | LinkageError e) {
      throw new WireException("a message has a " + name + ", which is not on the path here", e);
    }
  }
}
