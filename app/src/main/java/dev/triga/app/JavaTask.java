package dev.triga.app;

import dev.triga.tasks.Action;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A class that implements [Action] for strings: by its name on a class path, or from a single file
/// that is compiled into a private folder first. Closing it closes the action, if it can be, and
/// removes the folder.
@SuppressWarnings("serial") // It stays in this process.
final class JavaTask implements Action<BatchLine, LineResult>, AutoCloseable {

  private final @Nullable SourceFile source;
  private final Action<String, Object> action;

  /// There is no such task; the message says what was looked for and why it will not do.
  static final class NotATask extends Exception {
    private static final long serialVersionUID = 1L;

    NotATask(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private JavaTask(@Nullable SourceFile source, Action<String, Object> action) {
    this.source = source;
    this.action = action;
  }

  /// Loads a class, or compiles a file and loads its class.
  ///
  /// @param name of the class, or of a file that ends in `.java`
  /// @param classPath where the user's classes are, as for `java`
  static JavaTask load(String name, String classPath) throws NotATask {
    try {
      if (!SourceFile.isName(name)) {
        return new JavaTask(null, made(new ApplicationClass(name, classPath).make(Action.class)));
      }
      var compiled = SourceFile.compile(Path.of(name), classPath);
      try {
        return new JavaTask(compiled, made(compiled.make(Action.class)));
      } catch (IllegalArgumentException e) {
        compiled.close();
        throw e;
      }
    } catch (SourceFile.CompileException e) {
      throw new NotATask("'" + name + "' does not compile: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new NotATask(String.valueOf(e.getMessage()), e);
    }
  }

  @SuppressWarnings("unchecked") // Its tasks are strings; a class cast tells who thought otherwise.
  private static Action<String, Object> made(Action<?, ?> action) {
    return (Action<String, Object>) action;
  }

  @Override
  public LineResult run(BatchLine line) throws Exception {
    return LineResult.of(action.run(line.exactText()));
  }

  /// @throws IllegalStateException if the action cannot be closed
  @Override
  public void close() {
    try (source) {
      if (action instanceof AutoCloseable resource) {
        resource.close();
      }
    } catch (Exception e) { // Whatever the user's class throws.
      throw new IllegalStateException("the task could not be closed: " + e, e);
    }
  }
}
