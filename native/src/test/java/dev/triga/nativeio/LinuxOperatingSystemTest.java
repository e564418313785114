package dev.triga.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.driver.Availability;
import dev.triga.net.DatagramProtocol;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Becoming another user, and telling the service manager.
@EnabledOnOs(OS.LINUX)
class LinuxOperatingSystemTest {
  @TempDir private Path folder = Path.of("");

  private static String reason(Availability availability) {
    return availability instanceof Availability.Unavailable no ? no.reason() : "";
  }

  @Test
  void usersAndGroupsThatThereAreNotAreNamed() {
    var system = new LinuxOperatingSystem();
    assertThat(reason(system.changeUser("no-such-user", ""))).contains("no-such-user");
    assertThat(reason(system.changeUser("", "no-such-group"))).contains("no-such-group");
    assertThat(system.changeUser("", "")).isEqualTo(Availability.YES);
  }

  /// What [#allThreadsBecomeTheUserForGood] runs in a JVM of its own.
  static final class Changer {
    private Changer() {}

    public static void main(String[] args) throws IOException {
      System.out.println(new LinuxOperatingSystem().changeUser(System.getProperty("become"), ""));
      try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
        for (Path thread : threads) {
          Files.readAllLines(thread.resolve("status")).stream()
              .filter(line -> line.startsWith("Uid:") || line.startsWith("Groups:"))
              .forEach(System.out::println);
        }
      }
      System.out.println(reason(new LinuxOperatingSystem().changeUser("root", "")));
    }
  }

  /// What a JVM says that becomes this user.
  private static List<String> becoming(String user) throws Exception {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "this needs to be root");
    return OtherJvm.outputOf(
            Changer.class, "--enable-native-access=ALL-UNNAMED", "-Dbecome=" + user)
        .lines()
        .toList();
  }

  @Test
  void aLargeNumberWithoutAnEntryIsAUser() throws Exception {
    var lines = becoming("1000650000");
    assertThat(lines.getFirst()).isEqualTo(Availability.YES.toString());
    assertThat(lines).contains("Uid:\t1000650000\t1000650000\t1000650000\t1000650000");
    assertThat(reason(new LinuxOperatingSystem().changeUser("4294967296", "")))
        .contains("there is no user 4294967296");
  }

  @Test
  void allThreadsBecomeTheUserForGood() throws Exception {
    var lines = becoming("nobody");
    assertThat(lines.getFirst()).isEqualTo(Availability.YES.toString());
    assertThat(lines).filteredOn(line -> line.startsWith("Uid:")).isNotEmpty();
    assertThat(lines)
        .filteredOn(line -> line.startsWith("Uid:"))
        .doesNotContain("Uid:\t0\t0\t0\t0");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("Groups:"))
        .noneMatch(line -> line.matches("Groups:\\s+(.* )?0( .*)?"));
    assertThat(lines.getLast()).contains("root").contains("EPERM");
  }

  @Test
  void theServiceManagerIsTold() throws InterruptedException {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (var reactor = Reactor.builder().driver("epoll").open()) {
      reactor.start();
      reactor.blockingCallFromThread(() ->
          reactor.datagrams(
              Endpoint.unix(folder.resolve("notify")),
              _ ->
                  new DatagramProtocol() {
                    @Override
                    public void datagramReceived(ByteBuffer data, SocketAddress from) {
                      told.add(StandardCharsets.UTF_8.decode(data).toString());
                    }
                  }));
      var system = new LinuxOperatingSystem();
      assertThat(system.notifyServiceManager(folder.resolve("notify").toString(), "READY=1"))
          .isEqualTo(Availability.YES);
      assertThat(told.poll(5, TimeUnit.SECONDS)).isEqualTo("READY=1");
      assertThat(reason(system.notifyServiceManager(folder.resolve("none").toString(), "x")))
          .contains("none");
    }
  }
}
