package dev.triga.app;

import dev.triga.driver.DriverProvider;
import dev.triga.driver.Drivers;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The name of a driver that exists, whether or not this machine has what it needs.
///
/// @param name such as `epoll`
record DriverName(String name) {
  /// Reads the value of an option.
  static final class Converter implements ITypeConverter<DriverName> {
    @Override
    public DriverName convert(String value) {
      var drivers = Drivers.all();
      if (drivers.stream().noneMatch(driver -> driver.name().equals(value))) {
        throw new TypeConversionException(
            "there is no driver '"
                + OptionText.oneLine(value)
                + "'; there are "
                + drivers.stream().map(DriverProvider::name).collect(Collectors.joining(", ")));
      }
      return new DriverName(value);
    }
  }
}
