package dev.triga.nativeio.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets tests have any call of the C library fail with any error number, and any request to a ring
/// of io_uring.
///
/// Only in a JVM that was started with `-Dtriga.libc.faults=true`: there each function is linked
/// with a question before it. In all others it is linked as it is, so this costs nothing.
public final class Faults {
  /// The system property that makes the calls of a JVM ask.
  public static final String PROPERTY = "triga.libc.faults";

  /// Whether the calls of this JVM ask.
  public static final boolean ARMED = Boolean.getBoolean(PROPERTY);

  /// What a plan answers for a `send` that is to take half of its bytes only, and for the question
  /// whether a request that goes on by itself is to end with its first completion instead.
  public static final int PARTLY = -1;

  /// Decides which call fails. Asked by any thread.
  @FunctionalInterface
  public interface Plan {
    /// The error number with which the call of this function or the request of this name, which is
    /// about to be made, fails instead; zero to let it be made; [#PARTLY] where that has a meaning.
    int errno(String function);
  }

  /// What is called in place of a function. Looked up only where calls ask, so that a program which
  /// starts does not pay for it.
  private static final class Linked {
    static final MethodHandle DUE = find("due", String.class, MemorySegment.class);
    static final MethodHandle DUE_SILENTLY = find("due", String.class);
    static final MethodHandle SEND = ofWords("send", 6);
    static final MethodHandle CLOSE = ofWords("close", 6);
  }

  private static volatile @Nullable Plan plan;

  private Faults() {}

  /// From now on calls fail by this plan; null for none.
  ///
  /// @throws IllegalStateException if the calls of this JVM do not ask
  public static void follow(@Nullable Plan newPlan) {
    if (!ARMED) {
      throw new IllegalStateException(
          "calls were linked without faults; start the JVM with -D" + PROPERTY + "=true");
    }
    plan = newPlan;
  }

  /// The error number with which the request of this name is to fail instead of being made; zero to
  /// let it be made. Ask only where [#ARMED].
  public static int ofRequest(String name) {
    return errno(name);
  }

  /// The linked function, with a question before it if the calls of this JVM ask.
  static MethodHandle guard(String name, MethodHandle call) {
    if (!ARMED) {
      return call;
    }
    MethodType type = call.type();
    boolean capturesErrno =
        type.parameterCount() > 0 && type.parameterType(0) == MemorySegment.class;
    MethodHandle due =
        capturesErrno
            ? MethodHandles.insertArguments(Linked.DUE, 0, name)
            : MethodHandles.insertArguments(Linked.DUE_SILENTLY, 0, name);
    return MethodHandles.guardWithTest(due, failing(name, call), call);
  }

  private static MethodHandle failing(String name, MethodHandle call) {
    if (name.equals("close")) {
      return MethodHandles.insertArguments(Linked.CLOSE, 0, call);
    }
    MethodType type = call.type();
    if (name.equals("send") && type.parameterCount() == Linked.SEND.type().parameterCount() - 1) {
      return MethodHandles.insertArguments(Linked.SEND, 0, call);
    }
    MethodHandle minusOne =
        type.returnType() == long.class
            ? MethodHandles.constant(long.class, -1L)
            : MethodHandles.constant(int.class, -1);
    return MethodHandles.dropArguments(minusOne, 0, type.parameterArray());
  }

  /// The method that stands for a function which takes so many words.
  private static MethodHandle ofWords(String name, int count) {
    var parameters = new ArrayList<Class<?>>(List.of(MethodHandle.class, MemorySegment.class));
    parameters.addAll(Collections.nCopies(count, long.class));
    return find(name, parameters.toArray(Class<?>[]::new));
  }

  private static MethodHandle find(String name, Class<?>... parameters) {
    Class<?> result = name.equals("due") ? boolean.class : long.class;
    try {
      return MethodHandles.lookup()
          .findStatic(Faults.class, name, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a method of this class is not found: " + name, e);
    }
  }

  @SuppressWarnings("UnusedMethod") // Found by name.
  private static boolean due(String name, MemorySegment slot) {
    int errno = errno(name);
    if (errno != 0) {
      slot.set(JAVA_INT, ErrnoSlot.OFFSET, errno);
    }
    return errno != 0;
  }

  @SuppressWarnings("UnusedMethod") // Found by name.
  private static boolean due(String name) {
    return errno(name) != 0;
  }

  private static int errno(String name) {
    Plan current = plan;
    return current == null ? 0 : current.errno(name);
  }

  @SuppressWarnings("UnusedMethod") // Found by name.
  private static long send(
      MethodHandle call,
      MemorySegment slot,
      long descriptor,
      long address,
      long length,
      long flags,
      long e,
      long f)
      throws Throwable {
    return slot.get(JAVA_INT, ErrnoSlot.OFFSET) == PARTLY
        ? (long) call.invokeExact(slot, descriptor, address, Math.max(1, length / 2), flags, e, f)
        : -1;
  }

  /// Linux closes a descriptor whatever it answers.
  @SuppressWarnings("UnusedMethod") // Found by name.
  private static long close(
      MethodHandle call,
      MemorySegment slot,
      long descriptor,
      long b,
      long c,
      long d,
      long e,
      long f)
      throws Throwable {
    int errno = slot.get(JAVA_INT, ErrnoSlot.OFFSET);
    int closed = (int) (long) call.invokeExact(slot, descriptor, b, c, d, e, f);
    slot.set(JAVA_INT, ErrnoSlot.OFFSET, errno);
    return Math.min(closed, -1);
  }
}
