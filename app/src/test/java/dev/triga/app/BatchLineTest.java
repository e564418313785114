package dev.triga.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class BatchLineTest {
  private static List<BatchLine> lines(byte[] input) {
    return StreamSupport.stream(BatchLine.of(new ByteArrayInputStream(input)).spliterator(), false)
        .toList();
  }

  @Test
  void linesAreNumberedAndLoseTheirEnds() {
    var lines = lines("a\r\n\nb\rc\nd\r".getBytes(UTF_8));
    assertThat(lines).extracting(BatchLine::text).containsExactly("a", "", "b\rc", "d");
    assertThat(lines).extracting(BatchLine::number).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void whatIsNoTextIsKeptButGivenToNobodyAsText() {
    var lines = lines("m\u00fcde\nm\u00f6de".getBytes(ISO_8859_1));
    assertThat(lines.getFirst().bytes()).isEqualTo("m\u00fcde".getBytes(ISO_8859_1));
    assertThat(lines.getFirst()).hasToString("line 1 'm\ufffdde'");
    assertThat(lines.getFirst().key()).isEqualTo("1:m\u00fcde");
    assertThatThrownBy(lines.getFirst()::exactText).hasMessageContaining("is not UTF-8");
    assertThat(lines("m\u00fcde".getBytes(UTF_8)).getFirst().exactText()).isEqualTo("m\u00fcde");
  }

  @Test
  void aLineWithoutEndIsRefused() {
    assertThatThrownBy(() -> lines(new byte[BatchLine.LENGTH_MAX + 1]))
        .hasMessage("line 1 has more than 1048576 bytes");
  }

  /// What is not an argument of the JVM's locale goes by way of a shell, which must read nothing
  /// into it.
  @Test
  void aShellPutsInPlaceWhatTheJvmCannotWrite() throws Exception {
    byte[] line = {(byte) 0xff, '\'', '"', '$', '`', '\\', '%', 's', '*', ' ', (byte) 0x81};
    byte[] odd = {'\'', (byte) 0xfe, '\n'};
    var words = words("printf", "%s-%s-%s", "{}$HOME{}", "*", new String(odd, ISO_8859_1));
    var process = new ProcessBuilder(words.of(line)).start();
    String text = new String(line, ISO_8859_1);
    assertThat(new String(process.getInputStream().readAllBytes(), ISO_8859_1))
        .isEqualTo(text + "$HOME" + text + "-*-'\u00fe\n");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(words("echo", "<{}>").of("x".getBytes(UTF_8))).containsExactly("echo", "<x>");
  }

  private static LineWords words(String... words) {
    return new LineWords(Stream.of(words).map(word -> word.getBytes(ISO_8859_1)).toList());
  }
}
