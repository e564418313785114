package dev.triga.nativeio.readiness;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.triga.nativeio.libc.NativeMemory;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// Lowers the process's limit on open descriptors until [#close].
final class DescriptorLimit {
  private static final int RLIMIT_NOFILE = 7;
  private static final MethodHandle GET = link("getrlimit");
  private static final MethodHandle SET = link("setrlimit");
  private static final long LIMITS = NativeMemory.allocateForever(16);

  private final long before;

  DescriptorLimit(long descriptors) {
    call(GET);
    before = NativeMemory.getLong(LIMITS);
    NativeMemory.putLong(LIMITS, descriptors);
    call(SET);
  }

  /// Gives the old limit back.
  void close() {
    NativeMemory.putLong(LIMITS, before);
    call(SET);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(String name) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
  }

  private static void call(MethodHandle function) {
    try {
      if ((int) function.invokeExact(RLIMIT_NOFILE, LIMITS) != 0) {
        throw new AssertionError("the limit on descriptors cannot be read or set");
      }
    } catch (Throwable thrown) {
      throw new AssertionError(thrown);
    }
  }
}
