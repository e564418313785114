package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Who this process is, and becoming somebody with fewer rights. The C library's calls change all
/// threads of the process; the system's own would change one.
public final class Users {
  /// Nobody has this number.
  public static final int UNKNOWN = -1;

  /// Offset of the number in `struct group`, and of the user's in `struct passwd`: behind two
  /// addresses, on the C libraries of Linux and macOS.
  public static final int NUMBER_OFFSET = 16;

  /// Offset of the number of the main group in `struct passwd`.
  public static final int GROUP_OF_USER_OFFSET = 20;

  private Users() {}

  private static final class UserByName {
    static final MethodHandle CALL = Downcalls.blocking("getpwnam", JAVA_LONG, JAVA_LONG);
  }

  /// The number of a user in the upper half and that of its main group in the lower one; -1 if
  /// there is no such user. It may ask the network. Not for two threads at once.
  public static long user(ErrnoSlot errno, String name) {
    try (var arena = Arena.ofConfined()) {
      // SAFETY: the name ends with a zero byte; the answer is the C library's own static memory,
      // read before anybody can ask again.
      long found = (long) UserByName.CALL.invokeExact(errno.segment, text(arena, name));
      return found == 0
          ? UNKNOWN
          : (long) NativeMemory.getInt(found + NUMBER_OFFSET) << 32
              | (NativeMemory.getInt(found + GROUP_OF_USER_OFFSET) & 0xffff_ffffL);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static final class UserByNumber {
    static final MethodHandle CALL = Downcalls.blocking("getpwuid", JAVA_LONG, JAVA_INT);
  }

  /// The name of the user with a number; null if there is no such user. It may ask the network. Not
  /// for two threads at once.
  public static @Nullable String name(ErrnoSlot errno, int number) {
    try {
      // SAFETY: a number only; the answer is the C library's own static memory, read before anybody
      // can ask again. The name is its first field, an address of bytes up to a zero.
      long found = (long) UserByNumber.CALL.invokeExact(errno.segment, number);
      return found == 0 ? null : string(NativeMemory.getLong(found));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static String string(long address) {
    int length = 0;
    while (NativeMemory.getByte(address + length) != 0) {
      length++;
    }
    return new String(NativeMemory.bytes(address, length), StandardCharsets.UTF_8);
  }

  private static final class GroupByName {
    static final MethodHandle CALL = Downcalls.blocking("getgrnam", JAVA_LONG, JAVA_LONG);
  }

  /// The number of a group, or [#UNKNOWN]. It may ask the network. Not for two threads at once.
  public static int group(ErrnoSlot errno, String name) {
    try (var arena = Arena.ofConfined()) {
      // SAFETY: as above.
      long found = (long) GroupByName.CALL.invokeExact(errno.segment, text(arena, name));
      return found == 0 ? UNKNOWN : NativeMemory.getInt(found + NUMBER_OFFSET);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static long text(Arena arena, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    var text = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
    return text.address();
  }

  private static final class InitGroups {
    static final MethodHandle CALL =
        Downcalls.blocking("initgroups", JAVA_INT, JAVA_LONG, JAVA_INT);
  }

  /// Takes on the groups of a user and gives up all others; answers with zero or a negated error
  /// number.
  public static int takeGroups(ErrnoSlot errno, String user, int group) {
    try (var arena = Arena.ofConfined()) {
      // SAFETY: the name ends with a zero byte and outlives the call.
      return errno.outcome(
          (int) InitGroups.CALL.invokeExact(errno.segment, text(arena, user), group));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static final class SetGroup {
    static final MethodHandle CALL = Downcalls.blocking("setgid", JAVA_INT, JAVA_INT);
  }

  /// Becomes a member of one group for good, all threads of it; answers with zero or a negated
  /// error number.
  public static int becomeGroup(ErrnoSlot errno, int group) {
    try {
      // SAFETY: a number only.
      return errno.outcome((int) SetGroup.CALL.invokeExact(errno.segment, group));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static final class SetUser {
    static final MethodHandle CALL = Downcalls.blocking("setuid", JAVA_INT, JAVA_INT);
  }

  /// Becomes a user for good, all threads of it; answers with zero or a negated error number.
  public static int becomeUser(ErrnoSlot errno, int user) {
    try {
      // SAFETY: a number only.
      return errno.outcome((int) SetUser.CALL.invokeExact(errno.segment, user));
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }

  private static final class User {
    static final MethodHandle CALL = Downcalls.nonBlocking("getuid", JAVA_INT);
  }

  /// The number of the user that this process is.
  public static int current(ErrnoSlot errno) {
    try {
      // SAFETY: no arguments.
      return (int) User.CALL.invokeExact(errno.segment);
    } catch (Throwable thrown) {
      throw Downcalls.unexpected(thrown);
    }
  }
}
