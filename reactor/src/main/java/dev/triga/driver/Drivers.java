package dev.triga.driver;

import dev.triga.reactor.ReactorBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The drivers that there are, and which one is taken: those of `triga-reactor`, and those that
/// modules on the path provide as a [DriverProvider]. The path is looked through once per process,
/// and no further than a question needs; whether a driver is available is asked each time. Any
/// thread.
public final class Drivers {
  /// Keeps what it has found, and where it has stopped looking. Guarded by itself. Looking through
  /// the path opens every archive on it: dearer than all else that a reactor does to open.
  private static final ServiceLoader<DriverProvider> PATH =
      ServiceLoader.load(DriverProvider.class, Drivers.class.getClassLoader());

  private static volatile @Nullable List<DriverProvider> all;

  private Drivers() {}

  /// All drivers, the most preferred first.
  public static List<DriverProvider> all() {
    List<DriverProvider> known = all;
    if (known == null) {
      List<DriverProvider> drivers = new ArrayList<>();
      synchronized (PATH) {
        PATH.forEach(drivers::add);
      }
      drivers.sort((one, other) -> Integer.compare(other.preference(), one.preference()));
      known = List.copyOf(drivers);
      all = known;
    }
    return known;
  }

  /// The driver of a reactor that names none: the one that the system property `triga.reactor`
  /// names, else the most preferred one that is available.
  ///
  /// @throws DriverUnavailableException if the one that the property names does not exist or cannot
  ///   be had here, or if there is none at all
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

  /// Why the default is only the portable driver although there are faster ones on the path: one
  /// sentence for people, with what to do; empty where the default is one of those.
  public static Optional<String> whyOnlyPortable() {
    String reason = null;
    for (var driver : all()) {
      if (driver.preference() <= 0) {
        break;
      }
      switch (driver.availability()) {
        case Availability.Available _ -> {
          return Optional.empty();
        }
        case Availability.Unavailable no -> {
          if (reason == null) {
            reason = "driver '" + driver.name() + "' is not used: " + no.reason();
          }
        }
      }
    }
    return Optional.ofNullable(reason);
  }

  /// The first driver of this name on the path, if it is available.
  ///
  /// @throws DriverUnavailableException if not
  public static DriverProvider named(String name) {
    DriverProvider driver = firstNamed(name);
    if (driver == null) {
      throw new DriverUnavailableException(
          "there is no driver '"
              + name
              + "'; there are "
              + all().stream().map(DriverProvider::name).collect(Collectors.joining(", ")));
    }
    if (driver.availability() instanceof Availability.Unavailable no) {
      throw new DriverUnavailableException(
          "driver '" + name + "' is not available here: " + no.reason());
    }
    return driver;
  }

  private static @Nullable DriverProvider firstNamed(String name) {
    synchronized (PATH) {
      for (DriverProvider driver : PATH) {
        if (driver.name().equals(name)) {
          return driver;
        }
      }
    }
    return null;
  }
}
