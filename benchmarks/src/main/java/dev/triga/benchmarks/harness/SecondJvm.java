package dev.triga.benchmarks.harness;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A program in a JVM of its own beside the measuring one, which ends when it is closed.
public final class SecondJvm implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(30);

  private final Child child;

  private SecondJvm(Child child) {
    this.child = child;
  }

  /// Starts the program.
  public static SecondJvm start(Class<?> main, String... arguments) {
    return new SecondJvm(Child.start(ChildJvm.command(List.of(), main, arguments), Map.of()));
  }

  /// Starts the program as the launcher would: Triga on the module path, from where nothing but
  /// what it needs is taken, this program on the class path.
  ///
  /// @param module the module that is to be there beside the native one
  /// @param options further options of the JVM
  /// @param environment variables beside those of this process
  public static SecondJvm launch(
      String module,
      List<String> options,
      Map<String, String> environment,
      Class<?> main,
      String... arguments) {
    return new SecondJvm(
        Child.start(ChildJvm.launched(module, options, main, arguments), environment));
  }

  /// The command line of a JVM with the same program and no options but these.
  public static List<String> plainCommand(
      List<String> options, Class<?> main, String... arguments) {
    return ChildJvm.command(options, main, arguments);
  }

  /// The next line it prints.
  ///
  /// @throws Unavailable if it ends or stays silent instead
  public String readLine() {
    return child.readLine(START_MAX);
  }

  /// Says a line to it.
  public void writeLine(String line) {
    child.writeLine(line);
  }

  /// The number of its process.
  public long pid() {
    return child.pid();
  }

  @Override
  public void close() {
    child.close();
  }
}
