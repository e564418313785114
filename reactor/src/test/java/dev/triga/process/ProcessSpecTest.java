package dev.triga.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ProcessSpecTest {
  private static void assertRefused(String part, Executable wrong) {
    String message = assertThrows(IllegalArgumentException.class, wrong).getMessage();
    assertTrue(message.contains(part), message);
    assertEquals(1, message.lines().count());
    assertFalse(message.contains("\0"), message);
  }

  @Test
  void whatCannotBeACommandIsRefusedWithOneSentence() {
    assertRefused("the command is empty", () -> ProcessSpec.of());
    assertRefused("the command is empty", () -> ProcessSpec.of(""));
    assertRefused("argument 1 of 'cat' contains a zero", () -> ProcessSpec.of("cat", "a\0b"));
    var cat = ProcessSpec.of("cat");
    assertRefused("'A=B' is no name", () -> cat.withEnvironment(Map.of("A=B", "")));
    assertRefused("variable A contains a zero", () -> cat.withEnvironment(Map.of("A", "\0")));
    assertRefused("standard input cannot be", () -> cat.withInput(Redirection.MERGE));
    assertRefused(
        "standard input cannot be", () -> cat.withInput(Redirection.append(Path.of("log"))));
    assertRefused("only standard error", () -> cat.withOutput(Redirection.MERGE));
    assertRefused("cannot be ignored", () -> cat.withIgnored(ProcessSignal.KILL));
    assertRefused("is more than", () -> cat.withInputData(ByteBuffer.allocate((64 << 20) + 1)));
  }

  @Test
  void theEnvironmentIsOursAndWhatIsAddedButNotWhatSystemdMeansForUs() {
    var spec = ProcessSpec.of("env").withEnvironment(Map.of("ADDED", "1", "PATH", "/bin"));
    var variables = new HashMap<>(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "7", "PATH", "/usr"));
    spec.apply(variables);
    assertEquals(Map.of("ADDED", "1", "PATH", "/bin"), variables);
    var others = new HashMap<>(Map.of("HOME", "/"));
    spec.withOnlyEnvironment(Map.of("ONLY", "this")).apply(others);
    assertEquals(Map.of("ONLY", "this"), others);
  }

  @Test
  void ignoredSignalsAreAShellsBusiness() {
    var spec = ProcessSpec.of("java", "$HOME").withIgnored(ProcessSignal.INT, ProcessSignal.HUP);
    assertEquals(
        List.of("sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh", "java", "$HOME"),
        spec.executed(""));
  }

  @Test
  void whatIsGivenAsInputIsCopied() {
    var data = ByteBuffer.allocate(2).put((byte) 1).put((byte) 2).flip();
    var spec = ProcessSpec.of("cat").withInputData(data).withError(Redirection.INHERIT);
    data.put(0, (byte) 9);
    var input = spec.inputData();
    assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), input);
    assertEquals(2, data.remaining());
  }

  @Test
  void argumentsAreNotShown() {
    assertEquals(
        "ProcessSpec[login with 1 arguments]", ProcessSpec.of("login", "secret").toString());
  }

  @Test
  void anExitIsACodeOrASignal() {
    assertEquals("exit code 3", new ExitStatus(3).toString());
    assertEquals("signal 15 (exit code 143)", new ExitStatus(143).toString());
    assertEquals(0, new ExitStatus(255).signal());
    assertEquals(0, new ExitStatus(128).signal());
    assertTrue(new ExitStatus(0).isSuccess());
  }
}
