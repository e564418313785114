package dev.triga.driver;

/// What plain Java can answer, everywhere.
final class PortableOperatingSystem implements OperatingSystem {
  static final PortableOperatingSystem INSTANCE = new PortableOperatingSystem();

  private PortableOperatingSystem() {}

  @Override
  public String name() {
    return "portable";
  }

  @Override
  public Availability availability() {
    return Availability.YES;
  }

  @Override
  public Availability resetSignal(String name) {
    return Availability.no(
        "an ignored SIG"
            + name
            + " stays ignored: only the native module can reset it"
            + " (put triga-native on the path and pass --enable-native-access=dev.triga.nativeio)");
  }
}
