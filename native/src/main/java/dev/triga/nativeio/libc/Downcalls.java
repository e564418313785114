package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Links functions of the C library. Used only by the holder classes of this package, once each.
///
/// Addresses travel as `long`: a `MemorySegment` argument costs a liveness check per call and may
/// allocate. Every handle takes the error slot first, except those linked by [#unexplained] and
/// [#systemCall].
final class Downcalls {
  private static final Linker LINKER = Linker.nativeLinker();

  /// The C library that the JVM itself uses, be it glibc, musl or macOS's.
  static final SymbolLookup LIBC = LINKER.defaultLookup();

  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final Linker.Option CRITICAL = Linker.Option.critical(false);

  /// The one shape of all functions of up to six words.
  private static final FunctionDescriptor WORDS =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  /// The shape of `syscall`, which takes a number before them. Its prototype is variadic, but it is
  /// not linked so: on Linux integers travel alike either way, and to link a variadic shape takes
  /// ten milliseconds where others take two to four (docs/decisions/0109).
  private static final FunctionDescriptor NUMBERED_WORDS =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private Downcalls() {}

  /// Whether this machine's C library has the function.
  static boolean exists(String name) {
    return LIBC.find(name).isPresent();
  }

  /// Links a function that may block or take long: the thread leaves the Java state meanwhile, so
  /// that a garbage collection does not wait for it.
  static MethodHandle blocking(String name, MemoryLayout result, MemoryLayout... arguments) {
    return blocking(LIBC, name, result, arguments);
  }

  /// The same for a function of another library.
  static MethodHandle blocking(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return link(library, name, FunctionDescriptor.of(result, arguments), ERRNO);
  }

  /// Links a function that never blocks as we call it. It skips the change of thread state, which
  /// saves up to 35 ns a call; a blocking call made this way would hold up every safepoint of the
  /// JVM.
  static MethodHandle nonBlocking(String name, MemoryLayout result, MemoryLayout... arguments) {
    return nonBlocking(LIBC, name, result, arguments);
  }

  /// The same for a function of another library.
  static MethodHandle nonBlocking(
      SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
    return link(library, name, FunctionDescriptor.of(result, arguments), ERRNO, CRITICAL);
  }

  /// Links a function of up to six numbers and addresses that may block; see [#blocking].
  static Downcall blockingWords(String name) {
    return new Downcall(link(LIBC, name, WORDS, ERRNO));
  }

  /// Links a function of up to six numbers and addresses that never blocks; see [#nonBlocking].
  static Downcall words(String name) {
    return new Downcall(link(LIBC, name, WORDS, ERRNO, CRITICAL));
  }

  /// Links a variadic function, of whose arguments the first `fixed` are not variadic.
  static MethodHandle variadic(
      String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
    return link(
        LIBC,
        name,
        FunctionDescriptor.of(result, arguments),
        ERRNO,
        Linker.Option.firstVariadicArg(fixed));
  }

  /// Links `syscall` for calls that never block as we make them. It keeps no error number and asks
  /// no plan of a test.
  static MethodHandle systemCall() {
    return linked(LIBC, "syscall", NUMBERED_WORDS, CRITICAL);
  }

  /// Links `syscall` for a call that may block; `name` is what tests call it.
  static MethodHandle blockingSystemCall(String name) {
    return Faults.guard(name, linked(LIBC, "syscall", NUMBERED_WORDS, ERRNO));
  }

  /// Links a function of up to six numbers and addresses that may block, and whose error number
  /// nobody keeps.
  static UnexplainedCall unexplained(String name) {
    return new UnexplainedCall(link(LIBC, name, WORDS));
  }

  private static MethodHandle link(
      SymbolLookup library, String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return Faults.guard(name, linked(library, name, descriptor, options));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle linked(
      SymbolLookup library, String name, FunctionDescriptor descriptor, Linker.Option... options) {
    Optional<MemorySegment> symbol = library.find(name);
    // SAFETY: the descriptors of this package follow the prototypes of POSIX and Linux on the
    // platforms that Platform.obstacle() lets through; LibraryCallsTest calls each of them.
    return LINKER.downcallHandle(
        symbol.orElseThrow(
            () -> new UnsupportedOperationException("this C library has no function " + name)),
        descriptor,
        options);
  }

  /// Turns what `invokeExact` may declare into something unchecked. Only errors of the JVM get
  /// here.
  static RuntimeException unexpected(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException failure) {
      return failure;
    }
    return new IllegalStateException("a native call failed in the JVM: " + thrown, thrown);
  }
}
