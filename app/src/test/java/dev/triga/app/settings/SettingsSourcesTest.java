package dev.triga.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triga.net.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where settings come from, and who wins.
class SettingsSourcesTest {
  private static final Setting<Integer> ROOMS = Setting.number("room-count", 1, 10, 1, "Rooms.");
  private static final Setting<Duration> PAUSE =
      Setting.seconds("pause", Duration.ofMillis(1_500), "A pause.");
  private static final Setting<Boolean> LOUD = Setting.flag("loud", "Loudly.");
  private static final Setting<String> COLOUR =
      Setting.choice("colour", "NAME", List.of("red", "blue"), "A colour.");
  private static final Setting<Path> FILE = Setting.file("file", "A file.");
  private static final Setting<List<Endpoint>> BIND =
      Setting.endpoints("bind", "tcp:127.0.0.1:1", "Where.");
  private static final List<Setting<?>> ALL = List.of(ROOMS, PAUSE, LOUD, COLOUR, FILE, BIND);

  @TempDir private Path folder = Path.of("");

  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, List<String>> options = new HashMap<>();

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("f.toml"), text);
  }

  private List<Settings> read(Path file, String... prefixes) {
    var sources = new SettingsSources("test", file, environment, options, Set.of("TRIGA_OTHER"));
    return sources.read(
        java.util.Arrays.stream(prefixes).map(prefix -> new SettingScope(prefix, ALL)).toList());
  }

  /// Bit 0: the file sets it, bit 1: the environment, bit 2: the command line.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void theLaterPlaceWins(int places) throws Exception {
    Path file = file((places & 1) == 0 ? "" : "\nroom-count = 2");
    if ((places & 2) != 0) {
      environment.put("TRIGA_ROOM_COUNT", "3");
    }
    if ((places & 4) != 0) {
      options.put("--room-count", List.of("4"));
    }
    Settings settings = read(file, "").getFirst();
    int winner = places == 0 ? 0 : 32 - Integer.numberOfLeadingZeros(places);
    assertThat(settings.get(ROOMS)).isEqualTo(winner + 1);
    assertThat(settings.origin(ROOMS).toString())
        .isEqualTo(
            List.of("default", file + ":2", "environment TRIGA_ROOM_COUNT", "command line")
                .get(winner));
  }

  @Test
  void aPrefixIsATableAndABeginning() throws Exception {
    environment.put("TRIGA_RPC_COLOUR", "blue");
    options.put("--rpc-bind", List.of("tcp:2", "tcp:3"));
    var both = read(file("room-count = 5\n[rpc]\nroom-count = 6"), "", "rpc");
    assertThat(both.get(0).get(ROOMS)).isEqualTo(5);
    assertThat(both.get(0).get(COLOUR)).isEqualTo("red");
    assertThat(both.get(1).get(ROOMS)).isEqualTo(6);
    assertThat(both.get(1).get(COLOUR)).isEqualTo("blue");
    assertThat(both.get(1).get(BIND)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "room-count = 0 | room-count: '0' is not a whole number within 1..10",
        "room-count = 11 | within 1..10",
        "room-count = \"5\" | room-count is a string, and has to be a whole number within 1..10,"
            + " without quotes",
        "room-count = 1.5 | is a number",
        "room-count = true | is true or false, and has to be",
        "pause = 0 | '0' is not a number of seconds within 0.001..1000000000",
        "pause = \"x\" | is a string",
        "loud = 1 | has to be true or false",
        "colour = \"green\" | 'green' is not one of red, blue",
        "colour = [\"red\"] | is a list of strings",
        "file = \"\" | is not the name of a file",
        "bind = \"nonsense\" | nonsense",
        "bind = [] | empty list",
        "rooms = 1 | there is no setting 'rooms' of test; test --help shows all",
        "room_count = 1 | is it room-count?",
        "[web] ; bind = 1 | 'web.bind'",
      })
  void aMistakeInTheFileIsOneLineWithItsPlace(String text, String said) throws Exception {
    Path file = file("# first\n" + text.replace(" ; ", "\n"));
    assertThatThrownBy(() -> read(file, ""))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(file + ":")
        .hasMessageContaining(said)
        .hasMessageMatching("[^\\p{Cntrl}]+");
  }

  @ParameterizedTest
  @CsvSource({
    "TRIGA_ROOM_COUNT, x, 1..10",
    "TRIGA_ROOM_COUNT, '', 1..10",
    "TRIGA_LOUD, yes, true or false",
    "TRIGA_PAUSE, -1, seconds",
    "TRIGA_BIND, 'tcp:1,zz', zz",
    "TRIGA_ROOMCOUNT, 1, is it TRIGA_ROOM_COUNT?",
    "TRIGA_NONSENSE_WORD, 1, 'there is no setting ''TRIGA_NONSENSE_WORD'' of test; test --help'",
    "TRIGA_PUSA, 1, is it TRIGA_PAUSE?",
  })
  void aMistakeInTheEnvironmentNamesTheVariable(String variable, String value, String said) {
    environment.put(variable, value);
    assertThatThrownBy(() -> read(null, ""))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining(variable)
        .hasMessageContaining(said);
  }

  /// Nearly any word is two letters away from a short one.
  @ParameterizedTest
  @ValueSource(strings = {"TRIGA_FOO", "TRIGA_XY", "TRIGA_"})
  void whatHasLittleInCommonWithASettingIsNotTakenForIt(String variable) {
    environment.put(variable, "1");
    assertThatThrownBy(() -> read(null, ""))
        .hasMessage(
            "variable %s: there is no setting '%s' of test; test --help shows all"
                .formatted(variable, variable));
  }

  @Test
  void variablesOfOthersAreNoMistake() {
    environment.put("TRIGA_OTHER", "x");
    environment.put("HOME", "/");
    environment.put("TRIGA_BIND", "tcp:1,unix:/x");
    assertThat(read(null, "").getFirst().get(BIND)).hasSize(2);
  }

  @Test
  void aMistakeThatIsOverriddenIsStillOne() throws Exception {
    options.put("--room-count", List.of("4"));
    Path file = file("room-count = 99");
    assertThatThrownBy(() -> read(file, "")).hasMessageContaining("99");
  }

  @Test
  void whatIsPrintedCanBeReadAgain() throws Exception {
    options.put("--bind", List.of("tcp:1", "unix:/a\"b"));
    environment.put("TRIGA_ROOM_COUNT", "3");
    Path file = file("colour = 'blue'");
    var both = read(file, "", "rpc");
    String printed = SettingsPrinter.print(both);
    assertThat(printed)
        .isEqualTo(
            """
            room-count = 3                  # environment TRIGA_ROOM_COUNT
            pause = 1.5                     # default
            loud = false                    # default
            colour = "blue"                 # FILE:1
            # file is not set
            bind = ["tcp:1", "unix:/a\\"b"]  # command line

            [rpc]
            room-count = 1              # default
            pause = 1.5                 # default
            loud = false                # default
            colour = "red"              # default
            # file is not set
            bind = ["tcp:127.0.0.1:1"]  # default
            """
                .replace("FILE", file.toString()));
    environment.clear();
    options.clear();
    var again = read(Files.writeString(folder.resolve("again.toml"), printed), "", "rpc");
    for (int i = 0; i < 2; i++) {
      for (Setting<?> setting : ALL) {
        assertThat(again.get(i).isSame(setting, both.get(i))).as(setting.name()).isTrue();
      }
    }
  }

  @Test
  void valuesTravelAsTexts() {
    options.put("--pause", List.of("0.25"));
    Settings settings = read(null, "").getFirst();
    Settings there = Settings.of(ALL, settings.texts());
    assertThat(there.get(PAUSE)).isEqualTo(Duration.ofMillis(250));
    assertThat(there.find(FILE)).isNull();
  }
}
