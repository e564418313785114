package dev.triga.actors.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds which part of a function cannot be serialised, for the message to whoever wrote it.
final class Captured {
  private static final int DEPTH_MAX = 8;

  private Captured() {}

  /// What is wrong with a function that could not be written.
  static String explain(Object function, Exception error) {
    String what =
        error instanceof NotSerializableException
            ? error.getMessage() + " is not serialisable"
            : String.valueOf(error);
    if (!(function instanceof Serializable)) {
      return function.getClass().getName()
          + " is not serialisable: give a lambda or a class that implements Serializable";
    }
    String where = place(function);
    return "the function cannot be sent to another process: "
        + (where.isEmpty()
            ? what
            : "what it captures as " + where + " cannot be serialised: " + what)
        + "; capture plain values or names, and make the rest where it runs";
  }

  /// Where in the function the trouble lies, empty if that cannot be found out.
  private static String place(Object function) {
    var lambda = lambdaOf(function);
    if (lambda == null) {
      return inFields(function, 0);
    }
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      Object captured = lambda.getCapturedArg(i);
      if (captured != null && !isWritable(captured)) {
        String inside = inFields(captured, 0);
        return name(lambda, i, captured) + (inside.isEmpty() ? "" : "." + inside);
      }
    }
    return "";
  }

  private static String name(SerializedLambda lambda, int index, Object captured) {
    try {
      var owner =
          Class.forName(
              lambda.getImplClass().replace('/', '.'), false, ClassLoader.getSystemClassLoader());
      int count = lambda.getCapturedArgCount();
      for (Method method : owner.getDeclaredMethods()) {
        if (method.getName().equals(lambda.getImplMethodName())) {
          int skipped =
              count - method.getParameterCount() > 0 ? count - method.getParameterCount() : 0;
          boolean isInstance = !java.lang.reflect.Modifier.isStatic(method.getModifiers());
          if (isInstance && index == 0) {
            return "'this' (" + owner.getName() + ")";
          }
          int parameter = index - Math.max(skipped, isInstance ? 1 : 0);
          if (parameter >= 0
              && parameter < method.getParameterCount()
              && method.getParameters()[parameter].isNamePresent()) {
            return "'" + method.getParameters()[parameter].getName() + "'";
          }
        }
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // Without its class there is still the position.
      return "value " + (index + 1) + " (a " + captured.getClass().getName() + ")";
    }
    return "value " + (index + 1) + " (a " + captured.getClass().getName() + ")";
  }

  private static @Nullable SerializedLambda lambdaOf(Object function) {
    var found = new SerializedLambda[1];
    try (var out =
        new ObjectOutputStream(OutputStream.nullOutputStream()) {
          {
            enableReplaceObject(true);
          }

          @Override
          protected Object replaceObject(Object object) {
            if (object instanceof SerializedLambda lambda && found[0] == null) {
              found[0] = lambda;
            }
            return object;
          }
        }) {
      out.writeObject(function);
    } catch (IOException | RuntimeException e) {
      // That it cannot be written is known; what was seen until then counts.
      return found[0];
    }
    return found[0];
  }

  private static String inFields(Object object, int depth) {
    var description = ObjectStreamClass.lookup(object.getClass());
    if (description == null || depth == DEPTH_MAX) {
      return "";
    }
    return Arrays.stream(description.getFields())
        .map(field -> inField(object, field, depth))
        .filter(path -> !path.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String inField(Object object, ObjectStreamField described, int depth) {
    try {
      Field field = object.getClass().getDeclaredField(described.getName());
      if (field.getType().isPrimitive() || !field.trySetAccessible()) {
        return "";
      }
      Object value = field.get(object);
      if (value == null || isWritable(value)) {
        return "";
      }
      String inside = inFields(value, depth + 1);
      return field.getName() + (inside.isEmpty() ? "" : "." + inside);
    } catch (ReflectiveOperationException e) {
      return "";
    }
  }

  private static boolean isWritable(Object value) {
    try (var out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(value);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
