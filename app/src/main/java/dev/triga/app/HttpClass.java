package dev.triga.app;

import dev.triga.http.HttpApplication;
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

/// Finds the application that a command line names.
final class HttpClass {
  private HttpClass() {}

  /// Makes one of a class.
  ///
  /// @param classPath where it is; empty if it is beside the command itself
  /// @throws IllegalArgumentException if there is no such class, or it is no such application
  static HttpApplication open(String name, String classPath) {
    try {
      var loader = new URLClassLoader("application", urls(classPath), loader());
      return loader
          .loadClass(name)
          .asSubclass(HttpApplication.class)
          .getConstructor()
          .newInstance();
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw wrong("no class " + name + ": is --class-path right?", e);
    } catch (ClassCastException e) {
      throw wrong(name + " does not implement " + HttpApplication.class.getName(), e);
    } catch (InvocationTargetException e) {
      throw wrong(name + " cannot be made: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw wrong(name + " has to be public, with a public constructor without parameters", e);
    }
  }

  private static ClassLoader loader() {
    return HttpClass.class.getClassLoader();
  }

  private static URL[] urls(String classPath) {
    List<URL> urls = new ArrayList<>();
    for (String part : classPath.split(File.pathSeparator, -1)) {
      if (part.isEmpty()) {
        continue;
      }
      if (!Files.exists(Path.of(part))) {
        throw wrong("--class-path has " + part + ", which is not there", null);
      }
      try {
        urls.add(Path.of(part).toUri().toURL());
      } catch (MalformedURLException e) {
        throw wrong("--class-path has " + part + ", which no URL can name", e);
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static IllegalArgumentException wrong(String message, @Nullable Throwable cause) {
    return new IllegalArgumentException(message, cause);
  }
}
