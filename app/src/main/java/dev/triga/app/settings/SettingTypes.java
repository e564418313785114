package dev.triga.app.settings;

import dev.triga.net.Endpoint;
import dev.triga.net.EndpointSyntaxException;
import dev.triga.reactor.LogLevel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The types that settings have.
final class SettingTypes {
  private SettingTypes() {}

  /// What a value is in TOML.
  enum Kind {
    STRING("a string"),
    INTEGER("a whole number"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    LIST("a list of strings");

    /// As people say it.
    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /// A value of one text.
  ///
  /// @param allowed what is allowed
  /// @param kinds of TOML values
  /// @param reading answers with null if it is not allowed
  record Single<T>(
      String allowed, Set<Kind> kinds, Function<String, @Nullable T> reading, boolean isBare)
      implements SettingType<T> {
    @Override
    public T read(List<String> texts) {
      String text = texts.getLast();
      T value = reading.apply(text);
      if (value == null) {
        throw new SettingException("'" + oneLine(text) + "' is not " + allowed);
      }
      return value;
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }
  }

  /// Endpoints.
  record Endpoints() implements SettingType<List<Endpoint>> {
    @Override
    public List<Endpoint> read(List<String> texts) {
      return texts.stream().map(Endpoints::endpoint).toList();
    }

    private static Endpoint endpoint(String text) {
      try {
        return Endpoint.parse(text);
      } catch (EndpointSyntaxException e) {
        throw new SettingException(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public String allowed() {
      return "an endpoint";
    }

    @Override
    public Set<Kind> kinds() {
      return EnumSet.of(Kind.STRING, Kind.LIST);
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }

    @Override
    public boolean isBare() {
      return false;
    }
  }

  static SettingType<Integer> number(int min, int max) {
    return new Single<>(
        "a whole number within " + min + ".." + max,
        EnumSet.of(Kind.INTEGER),
        text -> {
          Long number = Numerals.within(text, min, max);
          return number == null ? null : number.intValue();
        },
        true);
  }

  static SettingType<Duration> seconds() {
    return new Single<>(
        Seconds.ALLOWED, EnumSet.of(Kind.INTEGER, Kind.NUMBER), Seconds::read, true);
  }

  static SettingType<Boolean> flag() {
    return new Single<>(
        "true or false",
        EnumSet.of(Kind.BOOLEAN),
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> null;
            },
        true);
  }

  static SettingType<String> text() {
    return new Single<>("a text", EnumSet.of(Kind.STRING), text -> text, false);
  }

  static SettingType<Path> file() {
    return new Single<>(
        "the name of a file",
        EnumSet.of(Kind.STRING),
        text -> {
          try {
            return text.isEmpty() ? null : Path.of(text);
          } catch (InvalidPathException e) {
            return null;
          }
        },
        false);
  }

  static SettingType<String> choice(List<String> choices) {
    return new Single<>(
        "one of " + String.join(", ", choices),
        EnumSet.of(Kind.STRING),
        text -> choices.contains(text) ? text : null,
        false);
  }

  static SettingType<LogLevel> logLevel() {
    return new Single<>(
        "one of debug, info, warning, error, critical",
        EnumSet.of(Kind.STRING),
        text -> {
          try {
            return LogLevel.parse(text);
          } catch (IllegalArgumentException e) {
            return null;
          }
        },
        false);
  }

  /// The text with line ends and other control characters as escapes, so that what quotes it stays
  /// one line.
  static String oneLine(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            shown.append(String.format("\\u%04x", c));
          } else {
            shown.appendCodePoint(c);
          }
        });
    return shown.toString();
  }
}
