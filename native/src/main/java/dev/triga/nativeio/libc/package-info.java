/// The C library, as far as Triga calls it: the one place that knows its layouts, constants, error
/// numbers and calling conventions.
///
/// Each function is wrapped once, in a static method that takes plain numbers (descriptors, native
/// addresses, lengths) and answers as the kernel does: a result that is zero or more, or the
/// negated error number. Nothing here allocates on the hot path, and nothing is linked before it is
/// called for the first time, because linking a function costs more than a millisecond.
///
/// Which thread: any, with one [ErrnoSlot] per thread that calls.
@NullMarked
package dev.triga.nativeio.libc;

import org.jspecify.annotations.NullMarked;
