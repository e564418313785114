package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triga.driver.Availability;
import dev.triga.driver.DriverProvider;
import dev.triga.driver.OperatingSystem;
import dev.triga.nativeio.libc.Platform;
import dev.triga.nativeio.readiness.EpollProvider;
import dev.triga.nativeio.readiness.KqueueProvider;
import dev.triga.nativeio.readiness.PollProvider;
import dev.triga.nativeio.readiness.SelectProvider;
import dev.triga.nativeio.uring.UringProvider;
import dev.triga.reactor.Log;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// The module's services are found, and say why where they cannot work.
class ServicesTest {
  private static final int USR1 = 10;

  @Test
  void allServicesAreFound() {
    assertThat(ServiceLoader.load(DriverProvider.class))
        .extracting(DriverProvider::name)
        .contains("epoll", "kqueue", "poll", "select");
    assertThat(ServiceLoader.load(OperatingSystem.class))
        .anySatisfy(system -> assertThat(system).isInstanceOf(LinuxOperatingSystem.class));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void bothWorkOnLinux() {
    assertThat(new EpollProvider().availability()).isEqualTo(Availability.YES);
    assertThat(new LinuxOperatingSystem().availability()).isEqualTo(Availability.YES);
    assertThat(Platform.obstacle()).isEmpty();
  }

  @Test
  void anUnknownSignalIsNamed() {
    assertThat(new LinuxOperatingSystem().resetSignal("KILL"))
        .isInstanceOfSatisfying(
            Availability.Unavailable.class,
            no -> assertThat(no.reason()).contains("KILL").contains("HUP"));
  }

  /// What [#theReasonIsSaidWithoutNativeAccess] runs in a JVM of its own.
  static final class Asker {
    private Asker() {}

    public static void main(String[] args) {
      System.out.println(new EpollProvider().availability());
      System.out.println(new PollProvider().availability());
      System.out.println(new SelectProvider().availability());
      System.out.println(new KqueueProvider().availability());
      System.out.println(new UringProvider().availability());
      System.out.println(new LinuxOperatingSystem().resetSignal("INT"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theReasonIsSaidWithoutNativeAccess() throws Exception {
    String output = OtherJvm.outputOf(Asker.class, "--illegal-native-access=deny");
    assertThat(output.lines())
        .hasSize(6)
        .allMatch(line -> line.contains("start the JVM with --enable-native-access="));
  }

  /// What [#withoutNativeAccessReactorsUseNioAndSayWhyOnce] runs in a JVM of its own.
  static final class Opener {
    private Opener() {}

    public static void main(String[] args) {
      Log.defaultObserver(entry -> System.out.println(entry.message()));
      for (int i = 0; i < 2; i++) {
        try (Reactor reactor = Reactor.open()) {
          reactor.execute(reactor::stop);
          reactor.run();
          System.out.println(reactor.driverName());
        }
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutNativeAccessReactorsUseNioAndSayWhyOnce() throws Exception {
    String output = OtherJvm.outputOf(Opener.class, "--illegal-native-access=deny");
    // Whoever runs the tests in the background has it say more, of signals that are ignored.
    assertThat(output.lines())
        .filteredOn(line -> !line.startsWith("signal "))
        .hasSize(3)
        .containsSubsequence("nio", "nio");
    assertThat(output.lines())
        .filteredOn(line -> line.contains("start the JVM with --enable-native-access="))
        .hasSize(1);
  }

  /// What [#anIgnoredSignalIsReset] runs in a JVM of its own, started with SIGUSR1 ignored.
  static final class Resetter {
    private Resetter() {}

    public static void main(String[] args) throws IOException {
      System.out.println(ignoresUsr1());
      System.out.println(new LinuxOperatingSystem().resetSignal("USR1"));
      System.out.println(ignoresUsr1());
    }

    private static boolean ignoresUsr1() throws IOException {
      String line =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(status -> status.startsWith("SigIgn:"))
              .findFirst()
              .orElseThrow();
      long mask = Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
      return (mask & 1L << (USR1 - 1)) != 0;
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anIgnoredSignalIsReset() throws Exception {
    String output = OtherJvm.outputOf(Resetter.class, "--enable-native-access=ALL-UNNAMED");
    assertThat(output.lines()).containsExactly("true", Availability.YES.toString(), "false");
  }
}
