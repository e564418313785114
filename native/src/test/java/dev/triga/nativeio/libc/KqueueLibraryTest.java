package dev.triga.nativeio.libc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.nativeio.OtherJvm;
import dev.triga.nativeio.readiness.KqueueProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Where kqueue cannot be had, one sentence says why. Each in a JVM of its own, because a library
/// that is found stays.
@EnabledOnOs(OS.LINUX)
class KqueueLibraryTest {
  /// What runs in the other JVM.
  static final class Asker {
    private Asker() {}

    public static void main(String[] args) {
      System.out.println(new KqueueProvider().availability());
    }
  }

  @Test
  void withoutTheSystemPropertyTheAnswerNamesIt() throws Exception {
    assertThat(answer()).contains("-Dtriga.kqueue.library=PATH").contains("macOS");
  }

  @Test
  void aMissingLibraryIsNamed() throws Exception {
    assertThat(answer("-Dtriga.kqueue.library=/no/such/library.so"))
        .contains("/no/such/library.so")
        .contains("no such file");
  }

  @Test
  void aFileThatIsNoLibraryIsNamed(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("text.so"), "not a library");
    assertThat(answer("-Dtriga.kqueue.library=" + file))
        .contains(file.toString())
        .contains("cannot be loaded");
  }

  @Test
  void aFilterThatIsNoNumberIsNamed() throws Exception {
    assertThat(answer("-Dtriga.kqueue.evfiltUser=user"))
        .contains("triga.kqueue.evfiltUser")
        .contains("'user'")
        .contains("-11");
  }

  private static String answer(String... options) throws Exception {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = "--enable-native-access=ALL-UNNAMED";
    String output = OtherJvm.outputOf(Asker.class, all);
    assertThat(output.lines()).as(output).hasSize(1);
    return output;
  }
}
