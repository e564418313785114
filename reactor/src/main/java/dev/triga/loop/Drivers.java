package dev.triga.loop;

import dev.triga.driver.Availability;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.reactor.ReactorBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// The drivers that there are, and which one is taken.
public final class Drivers {
  private Drivers() {}

  /// All drivers, the most preferred first.
  public static List<DriverProvider> all() {
    return ServiceLoader.load(DriverProvider.class, Drivers.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(DriverProvider::preference).reversed())
        .toList();
  }

  /// The driver that the system property names, else the most preferred one that is available.
  public static DriverProvider byDefault() {
    String wanted = System.getProperty(ReactorBuilder.DRIVER_PROPERTY);
    if (wanted != null) {
      return named(wanted);
    }
    for (var driver : all()) {
      if (driver.availability() instanceof Availability.Available) {
        return driver;
      }
    }
    throw new DriverUnavailableException(
        "no driver is available; triga-reactor brings 'nio': is META-INF/services on the path?");
  }

  /// The driver of this name, if it is available.
  ///
  /// @throws DriverUnavailableException if not
  public static DriverProvider named(String name) {
    var drivers = all();
    for (var driver : drivers) {
      if (driver.name().equals(name)) {
        if (driver.availability() instanceof Availability.Unavailable no) {
          throw new DriverUnavailableException(
              "driver '" + name + "' is not available here: " + no.reason());
        }
        return driver;
      }
    }
    throw new DriverUnavailableException(
        "there is no driver '"
            + name
            + "'; there are "
            + drivers.stream().map(DriverProvider::name).collect(Collectors.joining(", ")));
  }
}
