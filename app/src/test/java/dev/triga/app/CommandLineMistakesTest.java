package dev.triga.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class CommandLineMistakesTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int triga(String... args) {
    return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  @Test
  void anUnknownOptionGetsTheUsageOnStandardError() {
    assertThat(triga("--no-such-option")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("--no-such-option").contains("Usage: triga");
  }

  @Test
  void anUnknownCommandGetsTheUsageOnStandardError() {
    assertThat(triga("no-such-command")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains("there is no command 'no-such-command'")
        .contains("Usage: triga");
  }

  @Test
  void anUnknownCommandIsAMistakeAlsoWhereHelpIsAskedFor() {
    assertThat(triga("no-such-command", "--help")).isEqualTo(2);
    assertThat(triga("no-such-command", "-V")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("there is no command 'no-such-command'");
    assertThat(triga("echo", "--help")).isZero();
  }

  @Test
  void aCommandThatIsMisspeltGetsTheOneThatIsMeant() {
    assertThat(triga("reactor")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean reactors");
  }

  @Test
  void noCommandGetsTheUsageOnStandardError() {
    assertThat(triga()).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("Missing command").contains("Usage: triga");
  }

  @Test
  void helpIsNoMistake() {
    assertThat(triga("--help")).isZero();
    assertThat(out.toString()).contains("Usage: triga");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void versionNamesTheReleaseAndTheJava() {
    assertThat(triga("--version")).isZero();
    assertThat(out.toString()).matches("triga \\d\\S* \\(Java 2\\d.*\\)\\R");
    assertThat(err.toString()).isEmpty();
  }
}
