package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// Calls that take a descriptor of any kind.
///
/// Each method answers with zero or more, or with a negated error number ([Errno]).
public final class Descriptors {
  /// Opens for reading.
  public static final int O_RDONLY = 0;

  /// Opens for writing.
  public static final int O_WRONLY = 1;

  /// The descriptor never blocks.
  public static final int O_NONBLOCK = 0x800;

  /// The descriptor is closed in child processes.
  public static final int O_CLOEXEC = 0x80000;

  /// Asks for the status flags.
  public static final int F_GETFL = 3;

  /// Sets the status flags.
  public static final int F_SETFL = 4;

  /// Duplicates, with close-on-exec.
  public static final int F_DUPFD_CLOEXEC = 1030;

  private Descriptors() {}

  private static final class Open {
    static final MethodHandle CALL = Downcalls.variadic("open", 2, JAVA_INT, JAVA_LONG, JAVA_INT);
  }

  /// Opens an existing file; answers with a descriptor that is closed in child processes.
  public static int open(ErrnoSlot errno, String path, int flags) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocate(bytes.length + 1L);
      MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, bytes.length);
      // SAFETY: the name ends with a zero byte and outlives the call; without O_CREAT the variadic
      // mode is not read.
      return errno.outcome(
          (int) Open.CALL.invokeExact(errno.segment, name.address(), openFlags(flags | O_CLOEXEC)));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static int openFlags(int flags) {
    return Platform.MACOS ? MacOs.openFlags(flags) : flags;
  }

  private static final class Pipe {
    static final Downcall CALL = Downcalls.words("pipe2");
  }

  /// Makes a pipe whose ends are closed in child processes. Linux only.
  ///
  /// @param ends where the two numbers go, eight bytes: first the end to read from
  /// @return zero or a negated error number
  public static int pipe(ErrnoSlot errno, long ends) {
    // SAFETY: the C library writes two `int`s at `ends`.
    return Pipe.CALL.number(errno, ends, O_CLOEXEC);
  }

  private static final class Close {
    static final Downcall CALL = Downcalls.blockingWords("close");
  }

  /// Closes the descriptor. It is gone whatever the answer is, so nobody may call this again with
  /// the same number.
  public static int close(ErrnoSlot errno, int descriptor) {
    // SAFETY: numbers only; the caller owns the descriptor.
    return Close.CALL.number(errno, descriptor);
  }

  private static final class Read {
    static final Downcall CALL = Downcalls.blockingWords("read");
  }

  /// Reads up to `length` bytes to `address`; zero means the end.
  public static int read(ErrnoSlot errno, int descriptor, long address, int length) {
    // SAFETY: the kernel writes at most `length` bytes at `address`.
    return Read.CALL.size(errno, descriptor, address, length);
  }

  private static final class Write {
    static final Downcall CALL = Downcalls.blockingWords("write");
  }

  /// Writes up to `length` bytes from `address`.
  public static int write(ErrnoSlot errno, int descriptor, long address, int length) {
    // SAFETY: the kernel reads at most `length` bytes at `address`.
    return Write.CALL.size(errno, descriptor, address, length);
  }

  private static final class Control {
    static final MethodHandle CALL =
        Downcalls.variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  }

  /// Asks for or changes a property (`F_…`) of the descriptor.
  public static int control(ErrnoSlot errno, int descriptor, int command, int argument) {
    try {
      // SAFETY: the commands of this class take a number or nothing; the variadic argument is read
      // as `long` by the C library, whatever the command.
      return errno.outcome(
          (int)
              Control.CALL.invokeExact(
                  errno.segment, descriptor, commandNumber(command), (long) argument));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static int commandNumber(int command) {
    return Platform.MACOS && command == F_DUPFD_CLOEXEC ? MacOs.F_DUPFD_CLOEXEC : command;
  }

  /// Whether the number is that of an open descriptor.
  public static boolean isOpen(ErrnoSlot errno, int descriptor) {
    return control(errno, descriptor, F_GETFL, 0) >= 0;
  }

  /// Makes the descriptor non-blocking; answers with zero or a negated error number.
  public static int unblock(ErrnoSlot errno, int descriptor) {
    int nonBlocking = openFlags(O_NONBLOCK);
    int flags = control(errno, descriptor, F_GETFL, 0);
    if (flags < 0 || (flags & nonBlocking) != 0) {
      return Math.min(flags, 0);
    }
    return control(errno, descriptor, F_SETFL, flags | nonBlocking);
  }
}
