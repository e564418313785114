package dev.triga.nativeio.libc;

import java.util.Locale;
import java.util.Optional;

/// The machine this JVM runs on, and whether the layouts and constants of this package hold on it.
///
/// Loading this class never fails and calls nothing native, so it can be asked anywhere.
public final class Platform {
  /// The operating system's name as the JVM tells it.
  public static final String SYSTEM = System.getProperty("os.name", "unknown");

  /// The processor architecture as the JVM tells it.
  public static final String ARCHITECTURE = System.getProperty("os.arch", "unknown");

  /// Whether the system is Linux.
  public static final boolean LINUX = SYSTEM.toLowerCase(Locale.ROOT).startsWith("linux");

  /// Whether the system is macOS.
  public static final boolean MACOS = SYSTEM.startsWith("Mac OS");

  /// Whether the processor is of the x86-64 family, where `struct epoll_event` is packed.
  public static final boolean X86_64 =
      ARCHITECTURE.equals("amd64") || ARCHITECTURE.equals("x86_64");

  private static final boolean AARCH64 = ARCHITECTURE.equals("aarch64");

  private Platform() {}

  /// Why the calls of this package cannot be used in this JVM, as one sentence that says what to
  /// do; empty when they can.
  public static Optional<String> obstacle() {
    if (!LINUX) {
      return Optional.of("needs Linux, this is " + SYSTEM);
    }
    return obstacleBeyondLinux();
  }

  /// Why even the calls that macOS has too cannot be used in this JVM, likewise.
  public static Optional<String> obstacleBeyondLinux() {
    if (!LINUX && !MACOS) {
      return Optional.of("needs Linux or macOS, this is " + SYSTEM);
    }
    if (!X86_64 && !AARCH64) {
      return Optional.of("needs an x86-64 or aarch64 processor, this is " + ARCHITECTURE);
    }
    return nativeAccessObstacle(Platform.class.getModule());
  }

  /// Why native calls are refused to `module`; empty when they are granted.
  static Optional<String> nativeAccessObstacle(Module module) {
    if (module.isNativeAccessEnabled()) {
      return Optional.empty();
    }
    String grantee = module.isNamed() ? module.getName() : "ALL-UNNAMED";
    return Optional.of(
        "native access is not granted; start the JVM with --enable-native-access=" + grantee);
  }
}
