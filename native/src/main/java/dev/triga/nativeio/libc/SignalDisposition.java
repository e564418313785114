package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

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
    static final MethodHandle CALL =
        Downcalls.nonBlocking("sigaction", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  }

  /// Whether the signal with this number is ignored at present; false when there is no such signal.
  public static boolean ignored(CallMemory memory, int signal) {
    long old = memory.scratch;
    NativeMemory.clear(old, SIGACTION_BYTES);
    try {
      // SAFETY: no new action is given; the kernel's answer fits the scratch memory; the handler is
      // the first field of `struct sigaction` in every C library of Linux.
      int outcome = (int) Action.CALL.invokeExact(memory.errno.segment, signal, 0L, old);
      return outcome == 0 && NativeMemory.getLong(old) == SIG_IGN;
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /// Gives the signal its default action; answers with zero or a negated error number. A handler
  /// that the JVM had installed is lost, so this is for signals that are ignored.
  public static int reset(CallMemory memory, int signal) {
    long action = memory.scratch;
    // All zero is SIG_DFL with an empty mask and no flags.
    NativeMemory.clear(action, SIGACTION_BYTES);
    try {
      // SAFETY: the C library reads one `struct sigaction` from the scratch memory.
      return memory.errno.outcome(
          (int) Action.CALL.invokeExact(memory.errno.segment, signal, action, 0L));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
