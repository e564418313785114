package dev.triga.testing;

import dev.triga.driver.Availability;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.DriverUnavailableException;

/// A driver that cannot be had, for testing what a program does then.
///
/// @param name by which it would be chosen
/// @param reason why it cannot be had
public record RefusingDriver(String name, String reason) implements DriverProvider {
  @Override
  public String description() {
    return "a driver that refuses, for tests";
  }

  @Override
  public int preference() {
    return Integer.MIN_VALUE;
  }

  @Override
  public Availability availability() {
    return Availability.no(reason);
  }

  @Override
  public Driver open(DriverContext context) {
    throw new DriverUnavailableException("driver '" + name + "' cannot be had: " + reason);
  }
}
