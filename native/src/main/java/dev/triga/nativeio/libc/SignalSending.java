package dev.triga.nativeio.libc;

/// Sending signals to other processes.
public final class SignalSending {
  private SignalSending() {}

  private static final class Kill {
    static final Downcall CALL = Downcalls.words("kill");
  }

  /// Sends a signal to one process; answers with zero or a negated error number.
  ///
  /// @param pid the process, more than zero: anything else would mean a group of processes
  public static int send(ErrnoSlot errno, int pid, int signal) {
    if (pid <= 0) {
      throw new IllegalArgumentException("process " + pid + " is no single process");
    }
    // SAFETY: numbers only.
    return Kill.CALL.number(errno, pid, signal);
  }
}
