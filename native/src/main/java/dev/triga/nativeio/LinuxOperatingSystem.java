package dev.triga.nativeio;

import dev.triga.driver.Availability;
import dev.triga.driver.Descriptor;
import dev.triga.driver.OperatingSystem;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.NativeMemory;
import dev.triga.nativeio.libc.Platform;
import dev.triga.nativeio.libc.SignalDisposition;
import dev.triga.nativeio.libc.SignalSending;
import java.util.Map;

/// What Linux can do beyond the portable answers. Any thread.
public final class LinuxOperatingSystem implements OperatingSystem {
  /// The signals a program can have, by the numbers of x86-64 and aarch64.
  private static final Map<String, Integer> SIGNALS =
      Map.of(
          "HUP", 1, "INT", 2, "USR1", 10, "USR2", 12, "TERM", 15, "CHLD", 17, "TTIN", 21, "TTOU",
          22, "WINCH", 28);

  /// The signals that can be sent to others beside those, likewise.
  private static final Map<String, Integer> ONLY_SENT =
      Map.of("QUIT", 3, "KILL", 9, "CONT", 18, "STOP", 19, "TSTP", 20);

  /// Made by [java.util.ServiceLoader].
  public LinuxOperatingSystem() {}

  @Override
  public String name() {
    return "linux";
  }

  @Override
  public Availability availability() {
    return Platform.obstacle().map(Availability::no).orElse(Availability.YES);
  }

  @Override
  public Availability resetSignal(String name) {
    Integer number = SIGNALS.get(name);
    if (number == null) {
      return Availability.no(
          "there is no signal "
              + name
              + " to be had; there are "
              + String.join(", ", SIGNALS.keySet().stream().sorted().toList()));
    }
    if (availability() instanceof Availability.Unavailable unavailable) {
      return unavailable;
    }
    try (CallMemory memory = CallMemory.acquire()) {
      if (!SignalDisposition.ignored(memory, number)) {
        return Availability.YES;
      }
      int outcome = SignalDisposition.reset(memory, number);
      return outcome >= 0
          ? Availability.YES
          : Availability.no("SIG" + name + " stays ignored: " + Errno.sentence(outcome));
    }
  }

  @Override
  public Descriptor.Raw duplicate(Descriptor.Raw descriptor) {
    try (CallMemory memory = CallMemory.acquire()) {
      int outcome =
          Descriptors.control(memory.errno, descriptor.fd(), Descriptors.F_DUPFD_CLOEXEC, 0);
      if (outcome < 0) {
        throw new IllegalArgumentException(
            "descriptor " + descriptor.fd() + " cannot be used: " + Errno.sentence(outcome));
      }
      return new Descriptor.Raw(outcome);
    }
  }

  @Override
  public boolean isNative() {
    return true;
  }

  @Override
  public PipeEnds pipe() {
    try (CallMemory memory = CallMemory.acquire()) {
      int outcome = Descriptors.pipe(memory.errno, memory.scratch);
      if (outcome < 0) {
        throw new IllegalArgumentException("no pipe can be made: " + Errno.sentence(outcome));
      }
      return new PipeEnds(
          new Descriptor.Raw(NativeMemory.getInt(memory.scratch)),
          new Descriptor.Raw(NativeMemory.getInt(memory.scratch + Integer.BYTES)));
    }
  }

  @Override
  public Availability signal(long pid, String name) {
    Integer number = SIGNALS.containsKey(name) ? SIGNALS.get(name) : ONLY_SENT.get(name);
    if (number == null) {
      return Availability.no("there is no signal " + name + " to be sent");
    }
    try (CallMemory memory = CallMemory.acquire()) {
      int outcome = SignalSending.send(memory.errno, Math.toIntExact(pid), number);
      return outcome >= 0
          ? Availability.YES
          : Availability.no(
              "process " + pid + " does not get SIG" + name + ": " + Errno.sentence(outcome));
    }
  }

  @Override
  public void close(Descriptor.Raw descriptor) {
    try (CallMemory memory = CallMemory.acquire()) {
      Descriptors.close(memory.errno, descriptor.fd());
    }
  }

  @Override
  public Availability changeUser(String user, String group) {
    return user.isEmpty() && group.isEmpty() ? Availability.YES : UserChange.to(user, group);
  }

  @Override
  public Availability notifyServiceManager(String socket, String state) {
    return SystemdNotice.send(socket, state);
  }
}
