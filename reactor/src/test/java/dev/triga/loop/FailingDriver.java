package dev.triga.loop;

import dev.triga.driver.Availability;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.nio.NioDriverProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;

/// The driver nio, of which one method throws as long as it is told to.
///
/// @param method the name of that method
/// @param fails whether it throws now
public record FailingDriver(String method, BooleanSupplier fails) implements DriverProvider {
  /// What it throws.
  public static final String SAID = "the driver fails for a test";

  @Override
  public String name() {
    return "failing";
  }

  @Override
  public String description() {
    return "a driver that fails, for tests";
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
    var below = new NioDriverProvider().open(context);
    return (Driver)
        Proxy.newProxyInstance(
            Driver.class.getClassLoader(),
            new Class<?>[] {Driver.class},
            (proxy, called, arguments) -> {
              if (called.getName().equals(method) && fails.getAsBoolean()) {
                throw new IllegalStateException(SAID);
              }
              try {
                return called.invoke(below, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
