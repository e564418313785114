package dev.triga.app;

import dev.triga.app.settings.Seconds;
import dev.triga.net.Endpoint;
import dev.triga.net.EndpointSyntaxException;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How the values of options are read. A value that cannot be read is answered with itself and what
/// is allowed; picocli names the option.
final class OptionText {
  private OptionText() {}

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

  private static TypeConversionException wrong(String value, String allowed) {
    return new TypeConversionException("'" + oneLine(value) + "' is not " + allowed);
  }

  /// Reads an endpoint.
  static final class ToEndpoint implements ITypeConverter<Endpoint> {
    @Override
    public Endpoint convert(String value) {
      try {
        return Endpoint.parse(value);
      } catch (EndpointSyntaxException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  private static int count(String value, int least) {
    try {
      int count = Integer.parseInt(value);
      if (count >= least) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Answered below, like a number that is out of range.
    }
    throw wrong(value, "a whole number within " + least + ".." + Integer.MAX_VALUE);
  }

  /// Reads a whole number that is at least 1.
  static final class ToCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return count(value, 1);
    }
  }

  /// Reads a whole number that is at least 0.
  static final class ToCountOrNone implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      return count(value, 0);
    }
  }

  /// Reads the number of a process.
  static final class ToProcess implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      if (value.matches("[1-9][0-9]{0,17}")) {
        return Long.parseLong(value);
      }
      throw wrong(value, "the number of a process");
    }
  }

  /// Reads seconds, with a fraction if need be.
  static final class ToSeconds implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      Duration time = Seconds.read(value);
      if (time == null) {
        throw wrong(value, Seconds.ALLOWED);
      }
      return time;
    }
  }
}
