package dev.triga.app;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A class of the user's, by its name and where it is.
///
/// @param name its full name
/// @param classPath folders and jars; empty if it is where the command's own classes are
record ApplicationClass(String name, String classPath) {
  /// Makes an object of it.
  ///
  /// @param kind what it has to be
  /// @throws IllegalArgumentException if there is no such class, or it is nothing of that kind; the
  ///   message is one line
  <T> T make(Class<T> kind) {
    try {
      Class<?> type = type();
      if (!kind.isAssignableFrom(type)) {
        throw wrong("class '" + name + "' does not implement " + kind.getName(), null);
      }
      return instance(type.asSubclass(kind));
    } catch (LinkageError e) {
      throw unlinkable(name, e);
    } catch (ClassNotFoundException e) {
      throw wrong(
          "there is no class '"
              + name
              + "'"
              + (classPath.isEmpty() ? "" : " on the class path " + classPath),
          e);
    }
  }

  /// Makes an object of a class, by its constructor without parameters.
  ///
  /// @throws IllegalArgumentException if it has none, or that throws, or the class cannot be linked
  static <T> T instance(Class<? extends T> type) {
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw wrong("class '" + type.getName() + "' could not be made: " + e.getCause(), e);
    } catch (LinkageError e) {
      throw unlinkable(type.getName(), e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw wrong("class '" + type.getName() + "' has no constructor without arguments", e);
    }
  }

  /// Says in one line what is wrong with a class file, with what it needs, or with what it does
  /// before there is an object of it.
  static IllegalArgumentException unlinkable(String what, LinkageError error) {
    String why =
        switch (error) {
          case NoClassDefFoundError missing
              when missing.getCause() instanceof ClassNotFoundException other ->
              "it needs class " + other.getMessage() + ", which is not there";
          case ExceptionInInitializerError thrown when thrown.getCause() != null ->
              "its initialiser has thrown " + thrown.getCause();
          default -> error.toString();
        };
    // A verifier says several lines, of which the first has the reason.
    String line = why.lines().findFirst().orElse(why);
    return wrong("class '" + what + "' cannot be loaded: " + line, error);
  }

  private Class<?> type() throws ClassNotFoundException {
    try {
      // Objects that come from other actors are of the classes that this loader has.
      return Class.forName(name, true, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException e) {
      var ours = ApplicationClass.class.getClassLoader();
      if (classPath.isEmpty()) {
        return Class.forName(name, true, ours);
      }
      // It stays open as long as the class is used: to the end of the process.
      return new URLClassLoader("application", urls(), ours).loadClass(name);
    }
  }

  private URL[] urls() {
    List<URL> urls = new ArrayList<>();
    for (String part : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(part.isEmpty() ? "." : part);
      if (!Files.exists(path)) {
        throw wrong("--class-path has " + path + ", which is not there", null);
      }
      try {
        urls.add(path.toUri().toURL());
      } catch (MalformedURLException e) {
        throw wrong("--class-path has " + path + ", which no URL can name", e);
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static IllegalArgumentException wrong(String message, @Nullable Throwable cause) {
    return new IllegalArgumentException(message, cause);
  }
}
