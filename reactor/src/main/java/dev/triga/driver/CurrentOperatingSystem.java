package dev.triga.driver;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Which [OperatingSystem] works here: the path is looked through for it once per process. Any
/// thread.
final class CurrentOperatingSystem {
  private static volatile @Nullable OperatingSystem found;

  private CurrentOperatingSystem() {}

  static OperatingSystem get() {
    OperatingSystem known = found;
    if (known == null) {
      known = lookThroughPath();
      found = known;
    }
    return known;
  }

  private static OperatingSystem lookThroughPath() {
    for (var provider :
        ServiceLoader.load(OperatingSystem.class, OperatingSystem.class.getClassLoader())) {
      if (provider.availability() instanceof Availability.Available) {
        return provider;
      }
    }
    return PortableOperatingSystem.INSTANCE;
  }
}
