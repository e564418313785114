package dev.triga.app;

import dev.triga.driver.Availability;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.driver.Drivers;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `triga reactors`: which drivers this machine offers, and which one a reactor gets by default.
@Command(
    name = "reactors",
    description = "Show the drivers: available or the reason why not, and a star at the default.")
final class Reactors implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs anything.
  private CommandSpec spec;

  /// Prints one line per driver, the most preferred first.
  ///
  /// @throws DriverUnavailableException after the table, if the default cannot be had: only a
  ///   system property can name such a one
  @Override
  public void run() {
    DriverUnavailableException withoutDefault = null;
    String byDefault = null;
    try {
      byDefault = Drivers.byDefault().name();
    } catch (DriverUnavailableException e) {
      withoutDefault = e;
    }
    print(spec.commandLine().getOut(), Drivers.all(), byDefault);
    if (withoutDefault != null) {
      throw withoutDefault;
    }
  }

  private static void print(
      PrintWriter out, List<DriverProvider> drivers, @Nullable String byDefault) {
    int width = drivers.stream().mapToInt(driver -> driver.name().length()).max().orElse(0);
    for (DriverProvider driver : drivers) {
      String star = driver.name().equals(byDefault) ? "*" : " ";
      String name = driver.name() + " ".repeat(width - driver.name().length());
      out.println(star + " " + name + "  " + shown(driver));
    }
    out.flush();
  }

  private static String shown(DriverProvider driver) {
    return switch (driver.availability()) {
      case Availability.Available _ -> "available: " + driver.description();
      case Availability.Unavailable no -> no.reason();
    };
  }
}
