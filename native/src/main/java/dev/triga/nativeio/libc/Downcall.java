package dev.triga.nativeio.libc;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A function of the C library that takes up to six numbers or addresses, as it is called.
///
/// All of them are linked in one shape, six words in and one out, because each further shape costs
/// the start of a process one and a half milliseconds. The calling conventions of x86-64 and
/// aarch64 allow it: the words lie in registers, whose upper halves a function of 32-bit numbers
/// does not look at, and registers beyond its parameters it does not know.
///
/// A record, so that the JIT compiler takes the handle for a constant. Any thread.
///
/// @param words the linked function
record Downcall(MethodHandle words) {
  /// Calls it, for an answer of 64 bits.
  ///
  /// @return what it answers, or the negated error number
  int size(ErrnoSlot errno, long a, long b, long c, long d, long e, long f) {
    return errno.outcome(call(errno.segment, a, b, c, d, e, f));
  }

  /// Likewise.
  int size(ErrnoSlot errno, long a, long b, long c) {
    return size(errno, a, b, c, 0, 0, 0);
  }

  /// Likewise.
  int size(ErrnoSlot errno, long a, long b, long c, long d) {
    return size(errno, a, b, c, d, 0, 0);
  }

  /// Calls it, for an answer of 32 bits: the upper half of the word means nothing.
  ///
  /// @return what it answers, or the negated error number
  int number(ErrnoSlot errno, long a, long b, long c, long d, long e, long f) {
    return errno.outcome((int) call(errno.segment, a, b, c, d, e, f));
  }

  /// Likewise.
  int number(ErrnoSlot errno, long a) {
    return number(errno, a, 0, 0, 0, 0, 0);
  }

  /// Likewise.
  int number(ErrnoSlot errno, long a, long b) {
    return number(errno, a, b, 0, 0, 0, 0);
  }

  /// Likewise.
  int number(ErrnoSlot errno, long a, long b, long c) {
    return number(errno, a, b, c, 0, 0, 0);
  }

  /// Likewise.
  int number(ErrnoSlot errno, long a, long b, long c, long d) {
    return number(errno, a, b, c, d, 0, 0);
  }

  /// Likewise.
  int number(ErrnoSlot errno, long a, long b, long c, long d, long e) {
    return number(errno, a, b, c, d, e, 0);
  }

  /// Calls it, for an answer that an `int` may have no room for.
  ///
  /// @return what it answers; negative if it failed, and the number of the error is in the slot
  long word(ErrnoSlot errno, long a, long b, long c) {
    return call(errno.segment, a, b, c, 0, 0, 0);
  }

  private long call(MemorySegment errno, long a, long b, long c, long d, long e, long f) {
    try {
      // SAFETY: whoever made this says so where it calls.
      return (long) words.invokeExact(errno, a, b, c, d, e, f);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
