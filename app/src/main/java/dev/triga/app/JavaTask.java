package dev.triga.app;

import dev.triga.tasks.Action;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// A class that implements [Action] for strings: by its name on a class path, or from a single file
/// that is compiled into a private folder first. Closing it closes the action, if it can be, and
/// removes the folder.
@SuppressWarnings("serial") // It stays in this process.
final class JavaTask implements Action<BatchLine, LineResult>, AutoCloseable {
  private static final String SUFFIX = ".java";

  private final URLClassLoader loader;
  private final @Nullable Path folder;
  private final Action<String, Object> action;

  /// There is no such task; the message says what was looked for and why it will not do.
  static final class NotATask extends Exception {
    private static final long serialVersionUID = 1L;

    NotATask(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private JavaTask(URLClassLoader loader, @Nullable Path folder, Action<String, Object> action) {
    this.loader = loader;
    this.folder = folder;
    this.action = action;
  }

  /// Loads a class, or compiles a file and loads its class.
  ///
  /// @param name of the class, or of a file that ends in `.java`
  /// @param classPath where the user's classes are, as for `java`
  static JavaTask load(String name, String classPath) throws NotATask {
    Path folder = name.endsWith(SUFFIX) ? compile(Path.of(name), classPath) : null;
    URLClassLoader loader = loader(folder, classPath);
    try {
      Class<?> type =
          folder == null ? loader.loadClass(name) : actionIn(folder, Path.of(name), loader);
      return new JavaTask(loader, folder, instance(name, type));
    } catch (ClassNotFoundException e) {
      throw new NotATask("there is no class '" + name + "' on the class path " + classPath, e);
    } catch (NotATask e) {
      remove(folder);
      throw e;
    }
  }

  private static Path compile(Path file, String classPath) throws NotATask {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new NotATask("a file needs a JDK, and this is a JVM without a compiler", null);
    }
    if (!Files.isReadable(file)) {
      throw new NotATask("there is no file '" + file + "' to read", null);
    }
    try {
      Path folder = Files.createTempDirectory("triga-batch");
      var found = new DiagnosticCollector<JavaFileObject>();
      var rest = new StringWriter();
      try (StandardJavaFileManager files =
          compiler.getStandardFileManager(found, Locale.ROOT, null)) {
        boolean isCompiled =
            compiler
                .getTask(
                    rest,
                    files,
                    found,
                    options(folder, classPath),
                    null,
                    files.getJavaFileObjects(file))
                .call();
        if (!isCompiled) {
          remove(folder);
          List<String> lines = new ArrayList<>();
          found.getDiagnostics().forEach(diagnostic -> lines.add(diagnostic.toString()));
          throw new NotATask("'" + file + "' does not compile: " + String.join("\n", lines), null);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compile " + file + ": " + e.getMessage(), e);
    }
  }

  private static List<String> options(Path folder, String classPath) {
    List<String> options = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    String modules = System.getProperty("jdk.module.path");
    String own = System.getProperty("java.class.path", "");
    if (modules != null) {
      options.addAll(List.of("--module-path", modules, "--add-modules", "dev.triga.tasks"));
    }
    options.add("-classpath");
    options.add(own.isEmpty() ? classPath : classPath + File.pathSeparator + own);
    return options;
  }

  private static URLClassLoader loader(@Nullable Path folder, String classPath) {
    List<URL> places = new ArrayList<>();
    try {
      if (folder != null) {
        places.add(folder.toUri().toURL());
      }
      for (String place : classPath.split(File.pathSeparator, -1)) {
        places.add(Path.of(place.isEmpty() ? "." : place).toUri().toURL());
      }
    } catch (MalformedURLException e) {
      throw new UncheckedIOException("class path " + classPath, e);
    }
    return new URLClassLoader(places.toArray(URL[]::new), JavaTask.class.getClassLoader());
  }

  /// The class named like the file if that is an action, else the only one that is.
  private static Class<?> actionIn(Path folder, Path file, ClassLoader loader) throws NotATask {
    List<Class<?>> actions = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = folder.relativize(path).toString().replace(File.separatorChar, '.');
        Class<?> type = loader.loadClass(name.substring(0, name.length() - ".class".length()));
        if (Action.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
          actions.add(type);
        }
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new NotATask("'" + file + "' could not be loaded: " + e.getMessage(), e);
    }
    String wanted = String.valueOf(file.getFileName()).replace(SUFFIX, "");
    for (Class<?> type : actions) {
      if (type.getSimpleName().equals(wanted) || actions.size() == 1) {
        return type;
      }
    }
    throw new NotATask(
        "'%s' has %s: one class has to, or the one named %s"
            .formatted(
                file,
                actions.isEmpty()
                    ? "no class that implements " + Action.class.getName()
                    : actions.size() + " classes that implement " + Action.class.getName(),
                wanted),
        null);
  }

  @SuppressWarnings("unchecked") // Its tasks are strings; a class cast tells who thought otherwise.
  private static Action<String, Object> instance(String name, Class<?> type) throws NotATask {
    if (!Action.class.isAssignableFrom(type)) {
      throw new NotATask("class '" + name + "' does not implement " + Action.class.getName(), null);
    }
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return (Action<String, Object>) constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw new NotATask("class '" + name + "' could not be made: " + e.getCause(), e);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new NotATask("class '" + name + "' has no constructor without arguments", e);
    }
  }

  @Override
  public LineResult run(BatchLine line) throws Exception {
    return LineResult.of(action.run(line.text()));
  }

  /// @throws IllegalStateException if the action cannot be closed
  @Override
  public void close() {
    try (loader) {
      if (action instanceof AutoCloseable resource) {
        resource.close();
      }
    } catch (Exception e) { // Whatever the user's class throws.
      throw new IllegalStateException("the task could not be closed: " + e, e);
    } finally {
      remove(folder);
    }
  }

  private static void remove(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder + ": " + e.getMessage(), e);
    }
  }
}
