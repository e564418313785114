package dev.triga.loop;

import dev.triga.reactor.Halt;
import org.jspecify.annotations.Nullable;

/// Where the parts of the loop take what a user's callback threw.
@FunctionalInterface
public interface Failures {
  /// Whether a throwable must reach the loop whoever listens: a request to halt, or an error of the
  /// virtual machine that leaves nothing to rely on. Any thread.
  static boolean isFatal(Throwable thrown) {
    return thrown instanceof Halt
        || (thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError));
  }

  /// Contains a failure: it goes to the uncaught handler, and the caller goes on with its work. For
  /// a `Halt` or a fatal `VirtualMachineError` the loop takes note that it has to end, and the
  /// caller goes on too. On the turn; does not throw.
  ///
  /// @param kind what sort of callback it was, such as `signal handler`
  /// @param callback the object that was called; [CallbackName] finds a name for it
  /// @param error what it threw
  /// @param origin where the callback was registered, known in debug mode only
  void report(String kind, Object callback, Throwable error, @Nullable Throwable origin);

  /// Runs a callback of the user and reports what it throws. On the turn.
  ///
  /// @return whether it returned normally
  default boolean contain(String kind, Runnable callback) {
    try {
      callback.run();
      return true;
    } catch (Throwable error) {
      report(kind, callback, error, null);
      return false;
    }
  }
}
