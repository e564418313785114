package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.invoke.MethodHandle;

/// Sending signals to other processes.
public final class SignalSending {
  private SignalSending() {}

  private static final class Kill {
    static final MethodHandle CALL = Downcalls.nonBlocking("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  }

  /// Sends a signal to one process; answers with zero or a negated error number.
  ///
  /// @param pid the process, more than zero: anything else would mean a group of processes
  public static int send(ErrnoSlot errno, int pid, int signal) {
    if (pid <= 0) {
      throw new IllegalArgumentException("process " + pid + " is no single process");
    }
    try {
      // SAFETY: numbers only.
      return errno.outcome((int) Kill.CALL.invokeExact(errno.segment, pid, signal));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
