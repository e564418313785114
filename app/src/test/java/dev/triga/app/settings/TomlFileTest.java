package dev.triga.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.app.settings.SettingTypes.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a file of settings becomes.
class TomlFileTest {
  private static List<TomlValue> read(String text) {
    return TomlFile.parse("f.toml", text);
  }

  @Test
  void aValueKnowsItsTableItsKindAndItsLine() {
    var values =
        read(
            """
            # A comment.
            workers = 1_000 # and one behind it

            [rpc]
            bind = ["tcp:1", # first
              'tcp:2',
            ]
            reload = true
            timeout = 1.5
            a.b = '''
            three
            lines'''
            """);
    assertThat(values)
        .containsExactly(
            new TomlValue("workers", Kind.INTEGER, List.of("1000"), 2),
            new TomlValue("rpc.bind", Kind.LIST, List.of("tcp:1", "tcp:2"), 5),
            new TomlValue("rpc.reload", Kind.BOOLEAN, List.of("true"), 8),
            new TomlValue("rpc.timeout", Kind.NUMBER, List.of("1.5"), 9),
            new TomlValue("rpc.a.b", Kind.STRING, List.of("three\nlines"), 10));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "key = | 2",
        "key = word | 2",
        "key = \"open | 2",
        "key = 1979-05-27 | date",
        "key = [1] | not of strings",
        "[[key]] ; a = 1 | not of strings",
        "key = 1 ; key = 2 | 3",
      })
  void whatIsNoTomlOrNoSettingIsNamedWithItsLine(String text, String said) {
    assertThatThrownBy(() -> read("\n" + text.replace(" ; ", "\n")))
        .isInstanceOf(SettingException.class)
        .hasMessageMatching("f\\.toml:[23]: [^\\p{Cntrl}]+")
        .hasMessageContaining(said);
  }

  @Test
  void aFileThatCannotBeReadIsNamed(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("none.toml");
    assertThatThrownBy(() -> TomlFile.read(missing, "--config " + missing))
        .hasMessage("--config " + missing + ": there is no such file");
    Path large = Files.write(folder.resolve("large"), new byte[TomlFile.FILE_BYTES_MAX + 1]);
    assertThatThrownBy(() -> TomlFile.read(large, "--config " + large))
        .hasMessageContaining("bytes");
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'#', (byte) 0xE9, '\n'});
    assertThatThrownBy(() -> TomlFile.read(latin, "--config " + latin))
        .hasMessageContaining("UTF-8");
  }
}
