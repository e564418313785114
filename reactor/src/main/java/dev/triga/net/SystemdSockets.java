package dev.triga.net;

import dev.triga.driver.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The sockets that systemd, or whoever speaks its protocol (`sd_listen_fds(3)`), has opened for
/// this process. A value; any thread.
///
/// @param sockets the sockets in systemd's order
/// @param problem why there are none although the environment speaks of some, one sentence; empty
///   when all is well
public record SystemdSockets(List<Received> sockets, String problem) {
  /// The variables that speak of them. They are meant for this process only: whoever starts another
  /// one leaves them out of its environment.
  public static final Set<String> VARIABLES = Set.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES");

  /// More than systemd passes to any service by default would allow anyhow.
  private static final int SOCKETS_MAX = 1024;

  /// The number of the first socket (`SD_LISTEN_FDS_START` of sd_listen_fds(3)); the others follow.
  public static final int FIRST_DESCRIPTOR = 3;

  /// Read once, since the variables mean this process and this moment.
  private static final SystemdSockets OURS = read(System.getenv(), ProcessHandle.current().pid());

  /// One socket.
  ///
  /// @param descriptor its number
  /// @param name the name that its unit gives it (`FileDescriptorName=`), `unknown` without one
  public record Received(Descriptor.Raw descriptor, String name) {}

  /// Copies the list.
  public SystemdSockets {
    sockets = List.copyOf(sockets);
  }

  /// What this process was given when it started.
  public static SystemdSockets ofThisProcess() {
    return OURS;
  }

  /// Reads an environment.
  ///
  /// @param environment the variables
  /// @param pid the process that wants to know whether it is meant
  public static SystemdSockets read(Map<String, String> environment, long pid) {
    String count = environment.get("LISTEN_FDS");
    String meant = environment.get("LISTEN_PID");
    if (count == null || meant == null) {
      return none("systemd has handed over no sockets (LISTEN_FDS is not set)");
    }
    if (!meant.equals(Long.toString(pid))) {
      return none("LISTEN_PID is " + shown(meant) + ", which is not this process (" + pid + ")");
    }
    if (!EndpointText.isNumber(count)
        || count.length() > 5
        || Integer.parseInt(count) > SOCKETS_MAX) {
      return none("LISTEN_FDS is " + shown(count) + ", which is not within 0.." + SOCKETS_MAX);
    }
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    var received = new ArrayList<Received>();
    for (int index = 0; index < Integer.parseInt(count); index++) {
      boolean isNamed = index < names.length && !names[index].isEmpty();
      received.add(
          new Received(
              new Descriptor.Raw(FIRST_DESCRIPTOR + index), isNamed ? names[index] : "unknown"));
    }
    return new SystemdSockets(received, "");
  }

  private static SystemdSockets none(String problem) {
    return new SystemdSockets(List.of(), problem);
  }

  private static String shown(String value) {
    return "'" + EndpointText.printable(value.substring(0, Math.min(40, value.length()))) + "'";
  }

  /// The socket that an endpoint names.
  ///
  /// @throws EndpointNotSupportedException if there is none, with the reason
  public Descriptor.Raw at(Endpoint.Systemd endpoint) {
    if (endpoint.index() < sockets.size()) {
      return sockets.get(endpoint.index()).descriptor();
    }
    throw new EndpointNotSupportedException(
        endpoint,
        sockets.isEmpty() && !problem.isEmpty()
            ? problem
            : "systemd has handed over " + sockets.size() + " sockets, counted from 0");
  }
}
