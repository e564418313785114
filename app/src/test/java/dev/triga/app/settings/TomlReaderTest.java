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
import org.junit.jupiter.params.provider.ValueSource;

/// What TOML 1.0 says of files of settings.
class TomlReaderTest {
  private static List<TomlValue> read(String text) {
    return TomlReader.parse("f.toml", text);
  }

  private static String only(String value) {
    return read("key = " + value).getFirst().texts().getFirst();
  }

  @Test
  void aValueKnowsItsTableItsKindAndItsLine() {
    var values =
        read(
            """
            # A comment.
            workers = 4 # and one behind it

            [rpc]
            bind = ["tcp:1", # first
              'tcp:2',
            ]
            reload = true
            timeout = 1.5
            """);
    assertThat(values)
        .containsExactly(
            new TomlValue("workers", Kind.INTEGER, List.of("4"), 2),
            new TomlValue("rpc.bind", Kind.LIST, List.of("tcp:1", "tcp:2"), 5),
            new TomlValue("rpc.reload", Kind.BOOLEAN, List.of("true"), 8),
            new TomlValue("rpc.timeout", Kind.NUMBER, List.of("1.5"), 9));
  }

  @Test
  void dottedAndQuotedKeysAndInlineTablesAreTables() {
    assertThat(read("a.b = 1\n\"c d\".'e' = 2\nf = { g = 3, h.i = \"x\" }\n[j . k]\nl = 4"))
        .extracting(TomlValue::key)
        .containsExactly("a.b", "c d.e", "f.g", "f.h.i", "j.k.l");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1_000 | 1000",
        "+7 | 7",
        "-7 | -7",
        "0xFF | 255",
        "0o17 | 15",
        "0b101 | 5",
        "1e3 | 1000",
        "2.50 | 2.50",
        "1_0.0_1 | 10.01",
      })
  void numbersHaveAllTheirForms(String written, String read) {
    assertThat(only(written)).isEqualTo(read);
  }

  @Test
  void stringsHaveFourForms() {
    assertThat(only("\"a\\tb\\\"\\\\ \\u00e9 \\U0001F600\"")).isEqualTo("a\tb\"\\ é 😀");
    assertThat(only("'C:\\new'")).isEqualTo("C:\\new");
    assertThat(only("\"\"\"\nfirst \\\n   still first\nsecond \"\"quoted\"\"\"\"\""))
        .isEqualTo("first still first\nsecond \"\"quoted\"\"");
    assertThat(only("'''\n\\n'''")).isEqualTo("\\n");
    assertThat(only("\"\"")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "key = ",
        "key = word",
        "key 1",
        "= 1",
        "key = 1 2",
        "key = \"open",
        "key = 'open",
        "key = \"\"\"open",
        "key = \"\\q\"",
        "key = \"\\uD800\"",
        "key = \"\\u00g0\"",
        "key = \"a\u0001b\"",
        "# \u0001",
        "key = [1]",
        "key = [\"a\" \"b\"]",
        "key = [\"a\"",
        "key = { a = 1",
        "key = 1979-05-27",
        "key = 07:32:00",
        "key = 01",
        "key = 1__0",
        "key = .5",
        "key = inf",
        "[[key]]",
        "[key",
        "[]",
        "key = 1\nkey = 2",
        "[a]\n[a]",
        "\"\"\"key\"\"\" = 1",
      })
  void whatIsNoTomlOrNoSettingIsNamedWithItsLine(String text) {
    assertThatThrownBy(() -> read("\n" + text))
        .isInstanceOf(SettingException.class)
        .hasMessageMatching("f\\.toml:[23]: [^\\p{Cntrl}]+");
  }

  @Test
  void tablesInTablesHaveALimit() {
    assertThatThrownBy(() -> read("a = " + "{ a = ".repeat(10_000)))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("16");
  }

  @Test
  void aFileThatCannotBeReadIsNamed(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("none.toml");
    assertThatThrownBy(() -> TomlReader.read(missing)).hasMessage("there is no file " + missing);
    Path large = Files.write(folder.resolve("large"), new byte[TomlReader.FILE_BYTES_MAX + 1]);
    assertThatThrownBy(() -> TomlReader.read(large)).hasMessageContaining("bytes");
    Path latin = Files.write(folder.resolve("latin"), new byte[] {'#', (byte) 0xE9, '\n'});
    assertThatThrownBy(() -> TomlReader.read(latin)).hasMessageContaining("UTF-8");
  }
}
