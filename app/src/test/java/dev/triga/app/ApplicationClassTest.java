package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A class of the user's that cannot be linked is a mistake of the user's: one line, exit 2.
class ApplicationClassTest {
  private static final String SOURCE =
      """
      import dev.triga.http.*;
      class Base {}
      class Heir extends Base implements HttpApplication {
        @Override public void routes(Router router) {}
      }
      class Loud implements HttpApplication {
        static final int NUMBER = Integer.parseInt("none");
        @Override public void routes(Router router) {}
      }
      """;

  /// Where a class file has the major number of its version.
  private static final int VERSION_AT = 6;

  @TempDir private Path folder = Path.of("");
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void compile() throws IOException {
    Path file = folder.resolve("Classes.java");
    Files.writeString(file, SOURCE);
    // The folder is the test's, which removes it.
    SourceFile.compile(file, folder, "");
  }

  private void assertRefused(String name, String why) {
    int exit =
        Main.run(
            new String[] {
              "http", name, "--class-path", folder.toString(), "--bind", "tcp:127.0.0.1:0"
            },
            new PrintWriter(new StringWriter(), true),
            new PrintWriter(err, true));
    assertThat(err.toString().lines()).as(err.toString()).hasSize(1);
    assertThat(err.toString()).contains("class '" + name + "' cannot be loaded: ").contains(why);
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void aTruncatedFile() throws IOException {
    Path file = folder.resolve("Heir.class");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
    assertRefused("Heir", "ClassFormatError");
  }

  @Test
  void aFileOfANewerJava() throws IOException {
    Path file = folder.resolve("Heir.class");
    byte[] bytes = Files.readAllBytes(file);
    bytes[VERSION_AT + 1] = 0x7f;
    Files.write(file, bytes);
    assertRefused("Heir", "UnsupportedClassVersionError");
  }

  @Test
  void anInitialiserThatThrows() {
    assertRefused("Loud", "its initialiser has thrown java.lang.NumberFormatException");
  }

  @Test
  void aClassThatNeedsAnotherThatIsMissing() throws IOException {
    Files.delete(folder.resolve("Base.class"));
    assertRefused("Heir", "it needs class Base, which is not there");
  }
}
