package dev.triga.actors.launch;

import dev.triga.driver.Availability;
import dev.triga.driver.OperatingSystem;
import dev.triga.reactor.Reactor;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells systemd, or whoever speaks its protocol (`sd_notify(3)`, `sd_watchdog_enabled(3)`), how
/// this process stands; without one, nothing happens. On the turn.
public final class SystemdNotices {
  private final Reactor reactor;
  private final OperatingSystem system;
  private final String socket;
  private final @Nullable Duration watchdog;
  private @Nullable ScheduledCall next;
  private boolean hasComplained;

  private SystemdNotices(
      Reactor reactor, OperatingSystem system, String socket, @Nullable Duration watchdog) {
    this.reactor = reactor;
    this.system = system;
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /// The one that the environment speaks of.
  ///
  /// @param pid this process, which a watchdog may mean or not
  public static SystemdNotices of(
      Reactor reactor, OperatingSystem system, Map<String, String> environment, long pid) {
    return new SystemdNotices(
        reactor, system, environment.getOrDefault("NOTIFY_SOCKET", ""), watchdog(environment, pid));
  }

  private static @Nullable Duration watchdog(Map<String, String> environment, long pid) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String meant = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    return micros.matches("[1-9][0-9]{0,14}") && meant.equals(Long.toString(pid))
        ? Duration.ofNanos(Long.parseLong(micros) * 1_000)
        : null;
  }

  /// All workers serve. From now on the watchdog is fed by this loop, twice in its time, so that it
  /// learns when the loop is stuck.
  public void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
    feed();
  }

  private void feed() {
    if (watchdog != null && !socket.isEmpty()) {
      next =
          reactor.schedule(
              Duration.ofNanos(watchdog.toNanos() / 2),
              () -> {
                tell("WATCHDOG=1");
                feed();
              });
    }
  }

  /// What people see of it.
  public void status(String status) {
    tell("STATUS=" + status);
  }

  /// The configuration is read anew; [#ready] follows.
  public void reloading() {
    tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1_000);
  }

  /// Another process carries on, and tells all that follows.
  public void replacedBy(long pid) {
    stopFeeding();
    tell("MAINPID=" + pid);
  }

  private void stopFeeding() {
    var running = next;
    if (running != null) {
      running.cancel();
    }
  }

  /// It begins to stop.
  public void stopping() {
    stopFeeding();
    tell("STOPPING=1");
  }

  private void tell(String state) {
    if (socket.isEmpty()) {
      return;
    }
    if (system.notifyServiceManager(socket, state) instanceof Availability.Unavailable no
        && !hasComplained) {
      hasComplained = true;
      reactor.log().warning("the service manager is not told: " + no.reason());
    }
  }
}
