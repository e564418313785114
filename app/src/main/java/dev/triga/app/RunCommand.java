package dev.triga.app;

import dev.triga.reactor.Halt;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `triga run FILE.java`: a program of one file, with Triga on its path.
///
/// The launcher has made an empty private folder and put it first on the class path; the file is
/// compiled into it. So its classes are found by the application loader, here and in worker
/// processes, which get the same class path.
@Command(
    name = "run",
    description = {
      "Run a program of one Java file with Triga on its path, process actors included.",
      "Exit codes: the program's own, or of the Halt that it throws; 1 if it does not compile or",
      "throws anything else."
    },
    customSynopsis = "triga run [OPTIONS] FILE.java [ARG...]")
final class RunCommand implements Callable<Integer> {
  /// The property by which the launcher names the folder.
  static final String FOLDER = "triga.run.folder";

  private static final int FAILED = 1;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  @Option(
      names = "--class-path",
      paramLabel = "PATH",
      description =
          "Where the program's other classes are. Default: $CLASSPATH, else the current folder.")
  private @Nullable String classPath;

  @Parameters(index = "0", paramLabel = "FILE.java", description = "The program.")
  @SuppressWarnings("NullAway.Init") // picocli insists on it.
  private Path file;

  @Parameters(index = "1..*", paramLabel = "ARG", description = "Arguments of the program.")
  private List<String> arguments = List.of();

  /// Runs it on the calling thread.
  ///
  /// @return the exit code
  @Override
  public Integer call() {
    String folder = System.getProperty(FOLDER);
    if (folder == null) {
      throw new IllegalStateException("only the launcher ./triga can run a file");
    }
    checkFile();
    SourceFile program;
    try {
      program = SourceFile.compile(file, Path.of(folder), ClassPath.of(classPath));
    } catch (SourceFile.CompileException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return FAILED;
    }
    Method main = main(program);
    if (main == null) {
      spec.commandLine()
          .getErr()
          .println("triga run: '" + file + "' has no main method: write void main() { ... }");
      return FAILED;
    }
    return run(main);
  }

  private void checkFile() {
    String why =
        Files.isDirectory(file)
            ? "is a folder"
            : !Files.isReadable(file)
                ? "there is no such file to read"
                : SourceFile.isName(file.toString()) ? null : "is no source of Java";
    if (why != null) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for parameter 'FILE.java': '%s': %s; give a file that ends in .java"
              .formatted(OptionText.oneLine(file.toString()), why));
    }
  }

  private int run(Method main) {
    try {
      main.setAccessible(true);
      Object program =
          Modifier.isStatic(main.getModifiers()) ? null : made(main.getDeclaringClass());
      if (main.getParameterCount() == 0) {
        main.invoke(program);
      } else {
        main.invoke(program, (Object) arguments.toArray(String[]::new));
      }
      return 0;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Halt halt) {
        spec.commandLine().getErr().println("triga run: halted: " + halt.getMessage());
        return halt.exitCode();
      }
      Thread thread = Thread.currentThread();
      // As the JVM does it when main throws.
      thread.getThreadGroup().uncaughtException(thread, e.getCause());
      return FAILED;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot call " + main + ": " + e, e);
    }
  }

  private static Object made(Class<?> type) throws ReflectiveOperationException {
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  /// The main method as Java 25 chooses it (JLS 12.1.4): with the arguments before without. Of the
  /// class named like the file, else of the first that has one.
  private static @Nullable Method main(SourceFile program) {
    Method found = mainOf(program.mainName());
    for (String name : program.classNames()) {
      if (found == null) {
        found = mainOf(name);
      }
    }
    return found;
  }

  private static @Nullable Method mainOf(String name) {
    try {
      Class<?> type = Class.forName(name, false, ClassLoader.getSystemClassLoader());
      for (Class<?>[] parameters : List.of(new Class<?>[] {String[].class}, new Class<?>[0])) {
        for (Method method : type.getDeclaredMethods()) {
          boolean isMain =
              method.getName().equals("main")
                  && method.getReturnType() == void.class
                  && java.util.Arrays.equals(method.getParameterTypes(), parameters)
                  && !Modifier.isPrivate(method.getModifiers());
          if (isMain) {
            return method;
          }
        }
      }
      return null;
    } catch (ClassNotFoundException e) {
      return null;
    }
  }
}
