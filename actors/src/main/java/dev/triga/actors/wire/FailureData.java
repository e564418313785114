package dev.triga.actors.wire;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is told of a failure to another process: enough to print it as if it had happened here, and
/// to throw the same type if that is known here.
///
/// @param type the class of what was thrown
/// @param message its message
/// @param trace where it was thrown, at most 256 places
/// @param cause what caused it, at most 16 deep
public record FailureData(
    String type,
    @Nullable String message,
    List<StackTraceElement> trace,
    @Nullable FailureData cause) {
  private static final int TRACE_MAX = 256;
  private static final int CAUSES_MAX = 16;

  /// Longer messages are cut.
  private static final int MESSAGE_CHARACTERS_MAX = 64 << 10;

  /// Copies the trace.
  public FailureData {
    trace = List.copyOf(trace);
  }

  /// What is to be told of a failure.
  public static FailureData of(Throwable failure) {
    return of(failure, CAUSES_MAX);
  }

  private static FailureData of(Throwable failure, int depth) {
    var cause = failure.getCause();
    StackTraceElement[] trace = failure.getStackTrace();
    return new FailureData(
        failure.getClass().getName(),
        cut(failure.getMessage()),
        Arrays.asList(trace).subList(0, Math.min(trace.length, TRACE_MAX)),
        cause == null || cause == failure || depth == 0 ? null : of(cause, depth - 1));
  }

  private static @Nullable String cut(@Nullable String message) {
    return message == null || message.length() <= MESSAGE_CHARACTERS_MAX
        ? message
        : message.substring(0, MESSAGE_CHARACTERS_MAX) + "…";
  }

  /// Writes it.
  void write(WireOutput out) {
    out.putText(type).putByte(message == null ? 0 : 1);
    if (message != null) {
      out.putText(message);
    }
    out.putNumber(trace.size());
    for (var place : trace) {
      out.putText(Objects.requireNonNullElse(place.getModuleName(), ""))
          .putText(place.getClassName())
          .putText(place.getMethodName())
          .putText(Objects.requireNonNullElse(place.getFileName(), ""))
          .putNumber(place.getLineNumber());
    }
    out.putByte(cause == null ? 0 : 1);
    if (cause != null) {
      cause.write(out);
    }
  }

  /// Reads one.
  static FailureData read(WireInput in) {
    return read(in, CAUSES_MAX);
  }

  private static FailureData read(WireInput in, int depth) {
    String type = in.takeText();
    String message = in.takeByte() == 0 ? null : in.takeText();
    int count = in.takeCount(TRACE_MAX);
    var trace = new ArrayList<StackTraceElement>();
    for (int i = 0; i < count; i++) {
      String module = in.takeText();
      String owner = in.takeText();
      String method = in.takeText();
      String file = in.takeText();
      trace.add(
          new StackTraceElement(
              null,
              module.isEmpty() ? null : module,
              null,
              owner,
              method,
              file.isEmpty() ? null : file,
              (int) in.takeNumber()));
    }
    if (in.takeByte() == 0) {
      return new FailureData(type, message, trace, null);
    }
    if (depth == 0) {
      throw new WireException("a failure has more than " + CAUSES_MAX + " causes");
    }
    return new FailureData(type, message, trace, read(in, depth - 1));
  }

  /// The failure with its original type, message, trace and causes; null if that type is not known
  /// here, or cannot be made from a message. A type that makes another message of it is not taken:
  /// the message would not be true.
  ///
  /// @param loader has the user's classes
  public @Nullable Throwable restored(ClassLoader loader) {
    Throwable made = null;
    try {
      var known = Class.forName(type, false, loader);
      if (Throwable.class.isAssignableFrom(known)) {
        made = make(known.asSubclass(Throwable.class));
      }
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      return null;
    }
    if (made == null || !Objects.equals(made.getMessage(), message)) {
      return null;
    }
    made.setStackTrace(trace.toArray(StackTraceElement[]::new));
    if (cause != null && made.getCause() == null) {
      var restored = cause.restored(loader);
      try {
        made.initCause(restored == null ? cause.described() : restored);
      } catch (IllegalStateException e) {
        // A type that has settled on having no cause keeps its cause as a suppressed one.
        made.addSuppressed(restored == null ? cause.described() : restored);
      }
    }
    return made;
  }

  /// A stand-in for a failure whose type is not known here.
  Throwable described() {
    var stand = new Throwable(type + (message == null ? "" : ": " + message));
    stand.setStackTrace(trace.toArray(StackTraceElement[]::new));
    if (cause != null) {
      stand.initCause(cause.described());
    }
    return stand;
  }

  private @Nullable Throwable make(Class<? extends Throwable> known)
      throws ReflectiveOperationException {
    for (var parameters : List.<Class<?>[]>of(new Class<?>[] {String.class}, new Class<?>[] {})) {
      if (parameters.length == 0 && message != null) {
        return null;
      }
      var constructor = constructor(known, parameters);
      if (constructor != null) {
        try {
          return parameters.length == 0 ? constructor.newInstance() : constructor.newInstance(message);
        } catch (InvocationTargetException e) {
          // It wants something else than any message: the next one may do.
          continue;
        }
      }
    }
    return null;
  }

  private static @Nullable Constructor<? extends Throwable> constructor(
      Class<? extends Throwable> known, Class<?>[] parameters) {
    try {
      var found = known.getDeclaredConstructor(parameters);
      return found.trySetAccessible() ? found : null;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /// The failure as a stack trace is printed.
  public String text() {
    var text = new StringBuilder();
    for (FailureData each = this; each != null; each = each.cause) {
      text.append(each == this ? "" : "Caused by: ").append(each.type);
      if (each.message != null) {
        text.append(": ").append(each.message);
      }
      for (var place : each.trace) {
        text.append("\n\tat ").append(place);
      }
      text.append('\n');
    }
    return text.toString();
  }
}
