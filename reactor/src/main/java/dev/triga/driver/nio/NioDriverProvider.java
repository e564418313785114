package dev.triga.driver.nio;

import dev.triga.driver.Availability;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.DriverUnavailableException;
import java.io.IOException;

/// Makes NIO drivers.
public final class NioDriverProvider implements DriverProvider {
  /// For [java.util.ServiceLoader].
  public NioDriverProvider() {}

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public String description() {
    return "java.nio selectors; portable, needs no native access";
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public Availability availability() {
    return Availability.YES;
  }

  @Override
  public Driver open(DriverContext context) {
    try {
      return new NioDriver(context);
    } catch (IOException e) {
      throw new DriverUnavailableException(
          "driver 'nio' cannot open a selector: "
              + e.getMessage()
              + "; the process may be out of descriptors (see ulimit -n)",
          e);
    }
  }
}
