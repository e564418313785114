package dev.triga.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.driver.Descriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemdSocketsTest {
  private static final long PID = 42;

  private static Map<String, String> environment(String pid, String count, String names) {
    var variables = new HashMap<String, String>();
    variables.put("LISTEN_PID", pid);
    variables.put("LISTEN_FDS", count);
    variables.put("LISTEN_FDNAMES", names);
    return variables;
  }

  @Test
  void theSocketsBeginAtThreeAndHaveTheirNames() {
    var read = SystemdSockets.read(environment("42", "3", "web::metrics"), PID);
    assertEquals(
        List.of("web", "unknown", "metrics"),
        read.sockets().stream().map(SystemdSockets.Received::name).toList());
    assertEquals(new Descriptor.Raw(3), read.at(new Endpoint.Systemd(0)));
    assertEquals(new Descriptor.Raw(5), read.at(new Endpoint.Systemd(2)));
    assertTrue(read.problem().isEmpty());
  }

  @Test
  void withoutNamesTheyAreThereAllTheSame() {
    var read = SystemdSockets.read(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "1"), PID);
    assertEquals("unknown", read.sockets().getFirst().name());
  }

  @Test
  void withoutVariablesThereAreNone() {
    assertTrue(SystemdSockets.read(Map.of(), PID).problem().contains("LISTEN_FDS"));
  }

  @ParameterizedTest
  @CsvSource({
    "43, 1, not this process",
    "'', 1, not this process",
    "42, -1, 0..1024",
    "42, x, 0..1024",
    "42, 1025, 0..1024",
    "42, 99999999999999, 0..1024",
    "42, '', 0..1024"
  })
  void whatIsNotMeantForUsIsRefusedWithTheReason(String pid, String count, String reason) {
    var read = SystemdSockets.read(environment(pid, count, "web"), PID);
    assertTrue(read.sockets().isEmpty());
    var thrown =
        assertThrows(EndpointNotSupportedException.class, () -> read.at(new Endpoint.Systemd(0)));
    assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
  }

  @Test
  void anIndexBeyondTheLastIsRefusedWithTheirNumber() {
    var read = SystemdSockets.read(environment("42", "2", "a:b"), PID);
    var thrown =
        assertThrows(EndpointNotSupportedException.class, () -> read.at(new Endpoint.Systemd(2)));
    assertTrue(thrown.getMessage().contains("2 sockets"), thrown.getMessage());
  }
}
