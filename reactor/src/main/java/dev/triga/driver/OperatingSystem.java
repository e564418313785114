package dev.triga.driver;

import java.util.ServiceLoader;

/// What only the operating system can do, apart from events. Found by [ServiceLoader]; the portable
/// answers stand in where nothing better is there. Any thread.
public interface OperatingSystem {
  /// `portable`, `linux`, ….
  String name();

  /// Whether this implementation works here and now, with the reason when not.
  Availability availability();

  /// Gives a signal its default disposition where it is ignored (as `nohup` and background jobs of
  /// scripts leave it), so that the JVM agrees to install a handler. Call it before installing one.
  ///
  /// @param name the signal's name without `SIG`, such as `INT`
  /// @return available when done, else why not
  Availability resetSignal(String name);

  /// The best implementation that works here.
  static OperatingSystem current() {
    for (var provider :
        ServiceLoader.load(OperatingSystem.class, OperatingSystem.class.getClassLoader())) {
      if (provider.availability() instanceof Availability.Available) {
        return provider;
      }
    }
    return PortableOperatingSystem.INSTANCE;
  }
}
