package dev.triga.actors;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// How an actor ended: what [ActorRef#terminated()] tells, and what supervision decides upon.
///
/// @param id who ended
/// @param name what it was called
/// @param cause why
/// @param exitCode what its process ended with, or would have; see the exit codes of the arbiter
/// @param failure what was thrown, where something was
public record Termination(
    ActorId id, String name, Cause cause, int exitCode, @Nullable Throwable failure)
    implements Serializable {

  /// Why an actor ended.
  public enum Cause {
    /// By itself: it had done its work. OTP's `normal`.
    NORMAL(false),
    /// It was asked to stop, and did. OTP's `shutdown`.
    STOPPED(false),
    /// It was recycled by its monitor: too old, too many requests, or one worker too many.
    RETIRED(false),
    /// A callback threw [dev.triga.reactor.Halt].
    HALTED(true),
    /// A failure that it does not survive: of a told message under [FailurePolicy#STOP], or a fatal
    /// error of its virtual machine.
    FAILED(true),
    /// It did not start: its start hook failed, or its process ended before it was ready.
    BOOT_FAILED(true),
    /// It was not ready before its boot deadline.
    BOOT_TIMEOUT(true),
    /// It gave no sign of life for longer than its time-out, and was ended.
    UNRESPONSIVE(true),
    /// It was killed: it had not stopped in its time, or somebody wanted it gone at once.
    KILLED(true),
    /// Its process ended, or the connection to it broke, without a word.
    LOST(true),
    /// Too many of its children failed in too short a time. OTP's `shutdown` of a supervisor that
    /// gives up.
    RESTART_LIMIT(true);

    private final boolean isAbnormal;

    Cause(boolean isAbnormal) {
      this.isAbnormal = isAbnormal;
    }

    /// Whether a [Restart#TRANSIENT] actor is started again after it.
    public boolean isAbnormal() {
      return isAbnormal;
    }
  }

  /// Whether it ended otherwise than by itself or on request.
  public boolean isAbnormal() {
    return cause.isAbnormal();
  }

  @Override
  public String toString() {
    return "%s (%s) ended: %s%s%s"
        .formatted(
            name,
            id,
            cause,
            exitCode == 0 ? "" : ", exit code " + exitCode,
            failure == null ? "" : ", " + failure);
  }
}
