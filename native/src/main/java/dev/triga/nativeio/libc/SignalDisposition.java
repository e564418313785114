package dev.triga.nativeio.libc;

/// What the process does when a signal arrives. Installing a handler is the JVM's business
/// (`sun.misc.Signal`); what only the C library can do is to read the present state and to take
/// back an inherited "ignore".
public final class SignalDisposition {
  /// The default action.
  public static final long SIG_DFL = 0;

  /// The signal is ignored.
  public static final long SIG_IGN = 1;

  /// Room that `struct sigaction` takes at most, over the C libraries of Linux.
  public static final int SIGACTION_BYTES = 152;

  private SignalDisposition() {}

  private static final class Action {
    static final Downcall CALL = Downcalls.words("sigaction");
  }

  /// Whether the signal with this number is ignored at present; false when there is no such signal.
  public static boolean ignored(CallMemory memory, int signal) {
    long old = memory.scratch;
    NativeMemory.clear(old, SIGACTION_BYTES);
    // SAFETY: no new action is given; the kernel's answer fits the scratch memory; the handler is
    // the first field of `struct sigaction` in every C library of Linux.
    int outcome = Action.CALL.number(memory.errno, signal, 0, old);
    return outcome == 0 && NativeMemory.getLong(old) == SIG_IGN;
  }

  /// Gives the signal its default action; answers with zero or a negated error number. A handler
  /// that the JVM had installed is lost, so this is for signals that are ignored.
  public static int reset(CallMemory memory, int signal) {
    long action = memory.scratch;
    // All zero is SIG_DFL with an empty mask and no flags.
    NativeMemory.clear(action, SIGACTION_BYTES);
    // SAFETY: the C library reads one `struct sigaction` from the scratch memory.
    return Action.CALL.number(memory.errno, signal, action, 0L);
  }
}
