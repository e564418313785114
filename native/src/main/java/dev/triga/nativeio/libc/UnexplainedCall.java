package dev.triga.nativeio.libc;

import java.lang.invoke.MethodHandle;

/// A function of the C library like [Downcall], whose error number is not kept: it needs no slot of
/// the thread and makes no garbage (docs/decisions/0109). What has failed is found out by another
/// call, where anybody asks.
///
/// A record, so that the JIT compiler takes the handle for a constant. Any thread.
///
/// @param words the linked function
record UnexplainedCall(MethodHandle words) {
  /// Calls it.
  ///
  /// @return what it answers, of whose 64 bits a function of 32 bits fills the lower half
  long answer(long a, long b, long c, long d, long e, long f) {
    try {
      // SAFETY: whoever made this says so where it calls.
      return (long) words.invokeExact(a, b, c, d, e, f);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  /// The outcome of a wait that has failed, by that of a look right after it: unless it was a
  /// signal that cut the wait short, the look fails as well, and says why.
  static int reason(int look) {
    return look == 0 ? -Errno.EINTR : look;
  }
}
