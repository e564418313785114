package dev.triga.app;

import dev.triga.actors.ending.Leftovers;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A program of one file, compiled into a private folder that is removed at the end of this process
/// at the latest. Closing it removes the folder earlier.
final class SourceFile implements AutoCloseable {
  private static final String SUFFIX = ".java";
  private static final String CLASS = ".class";

  /// How often removing a folder is tried.
  private static final int REMOVALS_MAX = 5;

  private final Path file;
  private final Path folder;
  private final String classPath;
  private final URLClassLoader loader;

  /// It does not compile, or there is no such file.
  static final class CompileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    CompileException(String message) {
      super(message);
    }
  }

  private SourceFile(Path file, Path folder, String classPath) {
    this.file = file;
    this.folder = folder;
    this.classPath = classPath;
    this.loader = loader(folder, classPath);
  }

  /// Whether this is the name of a source file and not of a class.
  static boolean isName(String name) {
    return name.endsWith(SUFFIX);
  }

  /// Compiles a file into a folder of its own.
  ///
  /// @param classPath where the user's other classes are
  /// @throws CompileException if it does not compile: the message is what `javac` says
  static SourceFile compile(Path file, String classPath) {
    try {
      Path folder =
          Leftovers.make(() -> Files.createTempDirectory("triga-source"), SourceFile::remove);
      return compile(file, folder, classPath);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compile " + file + ": " + e.getMessage(), e);
    }
  }

  /// Compiles a file into a folder that is there.
  ///
  /// @throws CompileException if it does not compile: the message is what `javac` says
  static SourceFile compile(Path file, Path folder, String classPath) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new CompileException("a file needs a JDK, and this is a JVM without a compiler");
    }
    if (!Files.isReadable(file)) {
      throw new CompileException("there is no file '" + file + "' to read");
    }
    var said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
      boolean isCompiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  options(folder, classPath),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      if (!isCompiled) {
        throw new CompileException(said.toString().stripTrailing());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot compile " + file + ": " + e.getMessage(), e);
    }
    return new SourceFile(file, folder, classPath);
  }

  private static List<String> options(Path folder, String classPath) {
    List<String> options = new ArrayList<>(List.of("-proc:none", "-d", folder.toString()));
    String modules = System.getProperty("jdk.module.path");
    String own = System.getProperty("java.class.path", "");
    if (modules != null) {
      options.addAll(List.of("--module-path", modules, "--add-modules", "dev.triga.app"));
    }
    options.add("-classpath");
    options.add(own.isEmpty() ? classPath : classPath + File.pathSeparator + own);
    return options;
  }

  private static URLClassLoader loader(Path folder, String classPath) {
    List<URL> places = new ArrayList<>();
    try {
      places.add(folder.toUri().toURL());
      for (String place : classPath.split(File.pathSeparator, -1)) {
        places.add(Path.of(place.isEmpty() ? "." : place).toUri().toURL());
      }
    } catch (MalformedURLException e) {
      throw new UncheckedIOException("class path " + classPath, e);
    }
    return new URLClassLoader(places.toArray(URL[]::new), SourceFile.class.getClassLoader());
  }

  /// Gives what was compiled to the user that the server becomes; see [#give].
  void giveTo(String user) {
    give(folder, user);
  }

  /// Gives a folder with all that is in it to a user, who then can read it and, at the end, remove
  /// it. Before this process becomes that user.
  ///
  /// @throws IllegalArgumentException if there is no such user, or this process may not
  static void give(Path folder, String user) {
    try (Stream<Path> paths = Files.walk(folder)) {
      var owner =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
      for (Path path : paths.toList()) {
        Files.setOwner(path, owner);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--user " + user + ": cannot give it the compiled classes: " + e, e);
    }
  }

  /// The class path with the compiled classes first.
  String classPath() {
    return folder + File.pathSeparator + classPath;
  }

  /// The names of the classes that it has become.
  List<String> classNames() {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .map(path -> folder.relativize(path).toString().replace(File.separatorChar, '.'))
          .filter(name -> name.endsWith(CLASS))
          .map(name -> name.substring(0, name.length() - CLASS.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /// The name of the class that is named like the file.
  String mainName() {
    return String.valueOf(file.getFileName()).replace(SUFFIX, "");
  }

  /// The class named like the file if it is of a kind, else the only one that is.
  ///
  /// @throws IllegalArgumentException if there is no such class, or several
  <T> Class<? extends T> typeOf(Class<T> kind) {
    List<Class<? extends T>> found = new ArrayList<>();
    try {
      for (String name : classNames()) {
        Class<?> type = load(name);
        if (kind.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
          found.add(type.asSubclass(kind));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "'" + file + "' could not be loaded: " + e.getMessage(), e);
    }
    for (Class<? extends T> type : found) {
      if (type.getSimpleName().equals(mainName()) || found.size() == 1) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "'%s' has %s: one class has to, or the one named %s"
            .formatted(
                file,
                found.isEmpty()
                    ? "no class that implements " + kind.getName()
                    : found.size() + " classes that implement " + kind.getName(),
                mainName()));
  }

  private Class<?> load(String name) throws ClassNotFoundException {
    try {
      return loader.loadClass(name);
    } catch (LinkageError e) {
      throw ApplicationClass.unlinkable(name, e);
    }
  }

  /// Makes an object of [#typeOf].
  ///
  /// @throws IllegalArgumentException if there is no such class, or none can be made
  <T> T make(Class<T> kind) {
    return ApplicationClass.instance(typeOf(kind));
  }

  /// Removes the folder.
  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + folder + ": " + e.getMessage(), e);
    } finally {
      Leftovers.forget(folder);
      remove(folder);
    }
  }

  /// Removes a folder with all that is in it. Somebody else may remove something meanwhile, and a
  /// compiler may add something: then it begins anew.
  static void remove(Path folder) {
    for (int left = REMOVALS_MAX; Files.exists(folder); left--) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException e) {
        if (left == 1) {
          throw new IllegalStateException("cannot remove " + folder + ": " + e.getMessage(), e);
        }
      }
    }
  }
}
