package dev.triga.loop;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says for people which callback an object is: its class, and for a lambda the method that made
/// it.
///
/// A lambda's own class has a name that nobody wrote. Its maker can be read from the stack of what
/// it threw, where the compiler's `lambda$method$n` is the frame that the loop called.
public final class CallbackName {
  private static final List<String> OUR_PACKAGES =
      List.of(
          "dev.triga.loop.",
          "dev.triga.reactor.",
          "dev.triga.transport.",
          "dev.triga.net.",
          "dev.triga.driver.",
          "dev.triga.async.");
  private static final String LAMBDA_CLASS = "$$Lambda";
  private static final String LAMBDA_METHOD = "lambda$";

  private CallbackName() {}

  /// The name of a callback, as well as it can be known.
  ///
  /// @param callback the object that was or will be called
  /// @param error what it threw, if it did
  public static String of(Object callback, @Nullable Throwable error) {
    Class<?> type = callback.getClass();
    String name = type.getName();
    int lambda = name.indexOf(LAMBDA_CLASS);
    if (lambda >= 0) {
      return ofLambda(name.substring(0, lambda), error);
    }
    return type.isAnonymousClass() ? ofAnonymous(type) : name;
  }

  private static String ofAnonymous(Class<?> type) {
    Method method = type.getEnclosingMethod();
    Class<?> host = type.getEnclosingClass();
    if (method == null || host == null) {
      return type.getName();
    }
    return host.getName() + '.' + method.getName() + " (anonymous class)";
  }

  private static String ofLambda(String host, @Nullable Throwable error) {
    StackTraceElement frame = error == null ? null : calledByLoop(host, error);
    if (frame == null) {
      return host + " (lambda)";
    }
    String method = frame.getMethodName();
    if (frame.getClassName().equals(host) && method.startsWith(LAMBDA_METHOD)) {
      return host + '.' + maker(method) + " (lambda)";
    }
    return host + " (reference to " + frame.getClassName() + '.' + method + ')';
  }

  /// The outermost frame of the callback itself: the last one before the loop's own. A lambda may
  /// sit in a program that a lambda of the same class runs, so the outermost of all would be wrong.
  private static @Nullable StackTraceElement calledByLoop(String host, Throwable error) {
    StackTraceElement[] stack;
    try {
      stack = error.getStackTrace();
    } catch (RuntimeException e) {
      return null; // A user's exception may override the method.
    }
    StackTraceElement innermost = null;
    StackTraceElement previous = null;
    for (StackTraceElement frame : stack) {
      if (isOurs(host, frame)
          && previous != null
          && !isOurs(host, previous)
          && !isOfJdk(previous)) {
        // What lies above is the callback, and what the callback itself called of ours.
        return previous;
      }
      if (innermost == null
          && isOf(host, frame.getClassName())
          && frame.getMethodName().startsWith(LAMBDA_METHOD)) {
        innermost = frame;
      }
      previous = frame;
    }
    return innermost;
  }

  private static boolean isOurs(String host, StackTraceElement frame) {
    String type = frame.getClassName();
    return !isOf(host, type) && OUR_PACKAGES.stream().anyMatch(type::startsWith);
  }

  private static boolean isOf(String host, String type) {
    return type.equals(host) || type.startsWith(host + '$');
  }

  private static boolean isOfJdk(StackTraceElement frame) {
    return frame.getClassName().startsWith("java.") || frame.getClassName().startsWith("jdk.");
  }

  /// The method in `lambda$method$0`; the compiler writes `new` for a constructor and `static` for
  /// the initialiser of a class.
  private static String maker(String method) {
    int end = method.lastIndexOf('$');
    String name =
        end > LAMBDA_METHOD.length()
            ? method.substring(LAMBDA_METHOD.length(), end)
            : method.substring(LAMBDA_METHOD.length());
    return switch (name) {
      case "new" -> "<init>";
      case "static" -> "<clinit>";
      default -> name;
    };
  }
}
