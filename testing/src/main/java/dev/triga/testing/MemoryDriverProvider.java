package dev.triga.testing;

import dev.triga.driver.Availability;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverProvider;

/// Opens drivers on one network. Not a service: which network it would be must be said.
record MemoryDriverProvider(MemoryNetwork network, MemoryHost host) implements DriverProvider {
  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String description() {
    return "a network in memory, for tests";
  }

  @Override
  public int preference() {
    return Integer.MIN_VALUE;
  }

  @Override
  public Availability availability() {
    return Availability.YES;
  }

  @Override
  public Driver open(DriverContext context) {
    return new MemoryDriver(network, host, context);
  }
}
