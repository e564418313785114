package dev.triga.loop;

import dev.triga.driver.Availability;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Virtual threads with a scheduler of one's own, which the JDK has but does not offer: the package
/// `java.lang` has to be open to this module, as the launcher has it.
final class LoopThreads {
  /// The method of the JDK in which a virtual thread parks that cannot leave its carrier.
  private static final String ON_CARRIER = "parkOnCarrierThread";

  private static final @Nullable MethodHandle MAKE;
  private static final @Nullable MethodHandle SCHEDULER;

  /// What runs virtual threads that have no scheduler of their own.
  private static final @Nullable Executor COMMON;

  private static final Availability AVAILABILITY;

  static {
    MethodHandle make = null;
    MethodHandle scheduler = null;
    Executor common = null;
    Availability availability = Availability.YES;
    try {
      make = findMaker();
      scheduler = findScheduler();
      Executor executor = Runnable::run;
      var probe = (Thread) make.invokeExact(executor, "probe", 0, (Runnable) () -> {});
      if ((Executor) scheduler.invokeExact(probe) != executor) {
        throw new IllegalStateException("the scheduler of a virtual thread is another one");
      }
      common = (Executor) scheduler.invokeExact(Thread.ofVirtual().unstarted(() -> {}));
    } catch (Throwable refused) {
      make = null;
      scheduler = null;
      availability =
          Availability.no(
              "java.lang is not open to "
                  + openTo()
                  + ", or this JVM has no such threads ("
                  + refused
                  + "); start java with --add-opens java.base/java.lang="
                  + openTo());
    }
    MAKE = make;
    SCHEDULER = scheduler;
    COMMON = common;
    AVAILABILITY = availability;
  }

  private LoopThreads() {}

  private static String openTo() {
    var module = LoopThreads.class.getModule();
    return module.isNamed() ? module.getName() : "ALL-UNNAMED";
  }

  private static MethodHandle findMaker() throws ReflectiveOperationException {
    var builders = Class.forName("java.lang.ThreadBuilders");
    var type =
        MethodType.methodType(
            Thread.class, Executor.class, String.class, int.class, Runnable.class);
    return MethodHandles.privateLookupIn(builders, MethodHandles.lookup())
        .findStatic(builders, "newVirtualThread", type);
  }

  private static MethodHandle findScheduler() throws ReflectiveOperationException {
    var type = Class.forName("java.lang.VirtualThread");
    return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
        .findGetter(type, "scheduler", Executor.class)
        .asType(MethodType.methodType(Executor.class, Thread.class));
  }

  /// Whether this JVM lets us.
  static Availability availability() {
    return AVAILABILITY;
  }

  /// The coroutine that a virtual thread belongs to, which is its scheduler; null for others. Costs
  /// nothing per thread, as a thread local would.
  static @Nullable LoopCoroutine coroutineOf(Thread virtual) {
    if (SCHEDULER == null) {
      return null;
    }
    try {
      var scheduler = (Executor) SCHEDULER.invokeExact(virtual);
      // A thread that was started in a coroutine has the same scheduler.
      return scheduler instanceof LoopCoroutine coroutine && coroutine.thread() == virtual
          ? coroutine
          : null;
    } catch (Throwable unexpected) {
      throw new IllegalStateException("the scheduler of " + virtual + " is unknown", unexpected);
    }
  }

  /// Has a coroutine give up an await in which it holds up the carrier, because it has a native
  /// frame on its stack: the loop could never go on. Nothing happens to others.
  static void releaseIfPinned(Thread virtual, StackTraceElement[] stack) {
    var coroutine = coroutineOf(virtual);
    if (coroutine != null
        && Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals(ON_CARRIER))) {
      coroutine.giveUpPinned();
    }
  }

  /// Runs a virtual thread as if it had no scheduler of its own.
  @SuppressWarnings("NullAway") // There is no LoopCoroutine where these are null.
  static void runElsewhere(Runnable continuation) {
    COMMON.execute(continuation);
  }

  /// A virtual thread that its scheduler is told of whenever it can run.
  static Thread unstarted(Executor scheduler, String name, Runnable body) {
    if (MAKE == null) {
      throw new IllegalStateException("no virtual threads on the loop: " + AVAILABILITY);
    }
    try {
      return (Thread) MAKE.invokeExact(scheduler, name, 0, body);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable checked) {
      throw new IllegalStateException("a virtual thread could not be made", checked);
    }
  }
}
