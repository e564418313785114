package dev.triga.actors.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Turns functions into bytes and back, by Java serialisation behind an [allow-list][AllowedTypes].
///
/// Only what can be nothing else goes this way: lambdas, and objects of behaviour. What they stand
/// for within a process (an actor reference, say) is exchanged on the way out and in.
public final class Functions {
  private final ClassLoader loader;
  private final AllowedTypes allowed;
  private final UnaryOperator<Object> outwards;
  private final UnaryOperator<Object> inwards;

  /// @param loader has the user's classes
  /// @param allowed which classes may come in
  /// @param outwards exchanges an object on the way out, or gives it back as it is
  /// @param inwards exchanges it on the way in
  public Functions(
      ClassLoader loader,
      AllowedTypes allowed,
      UnaryOperator<Object> outwards,
      UnaryOperator<Object> inwards) {
    this.loader = loader;
    this.allowed = allowed;
    this.outwards = outwards;
    this.inwards = inwards;
  }

  /// The bytes of a function.
  ///
  /// @throws WireException if something that it captures cannot be serialised, or would not be
  ///   accepted; it names what, and where
  public byte[] write(Object function) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new Out(bytes)) {
      out.writeObject(function);
    } catch (IOException | RuntimeException e) {
      throw new WireException(Captured.explain(function, e), e);
    }
    byte[] written = bytes.toByteArray();
    // Who sends it finds out, not who receives it.
    read(written);
    return written;
  }

  /// The function.
  ///
  /// @throws WireException if the bytes are none of an acceptable one
  public Object read(byte[] bytes) {
    @Nullable String[] refused = new String[1];
    try (var in = new In(new ByteArrayInputStream(bytes), refused)) {
      Object read = in.readObject();
      if (read == null) {
        throw new WireException("these are no bytes of a function");
      }
      return read;
    } catch (InvalidClassException e) {
      throw new WireException(
          "a function may not bring along "
              + (refused[0] == null ? e.getMessage() : refused[0])
              + ": allowed are plain values, collections of java.util and one's own classes",
          e);
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      throw new WireException("a function cannot be read: " + e, e);
    }
  }

  /// Whether an object goes this way rather than through the codec: a lambda that is serialisable,
  /// or a description of an actor or of its end, which hold functions and failures.
  public static boolean isFunction(Object value) {
    return value instanceof Serializable
        && (value.getClass().isHidden() || AllowedTypes.isOurs(value.getClass()));
  }

  private final class Out extends ObjectOutputStream {
    Out(OutputStream out) throws IOException {
      super(out);
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
      return outwards.apply(object);
    }
  }

  private final class In extends ObjectInputStream {
    /// @param refused gets the name of the class that is not allowed
    In(InputStream in, @Nullable String[] refused) throws IOException {
      super(in);
      setObjectInputFilter(info -> {
        var status = allowed.checkInput(info);
        if (status == ObjectInputFilter.Status.REJECTED) {
          var type = info.serialClass();
          refused[0] = type == null ? "so much" : "a " + type.getTypeName();
        }
        return status;
      });
      enableResolveObject(true);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        // Primitive types have no class by name.
        return super.resolveClass(description);
      }
    }

    @Override
    protected Object resolveObject(Object object) {
      return inwards.apply(object);
    }
  }
}
