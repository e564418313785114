package dev.triga.testing;

import dev.triga.reactor.Log;
import dev.triga.reactor.Reactor;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;

/// The extension behind [TrigaTest]: looks around before and after each test, and hands out what
/// tests ask for.
public final class NothingLeftBehind
    implements BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver,
        TestExecutionExceptionHandler {
  private static final Namespace SPACE = Namespace.create(NothingLeftBehind.class);
  private static final String DEBUG_PROPERTY = "triga.debug";

  private static final Set<Class<?>> OFFERED =
      Set.of(
          Reactor.class,
          MemoryReactor.class,
          MemoryNetwork.class,
          VirtualClock.class,
          Seed.class,
          Gen.class,
          Random.class,
          ReportedFailures.class,
          LogCapture.class,
          Seeds.class,
          Simulation.class);

  private static final Set<Class<?>> IN_MEMORY =
      Set.of(MemoryReactor.class, MemoryNetwork.class, VirtualClock.class);

  /// Made by JUnit.
  public NothingLeftBehind() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    WarmUp.once();
    var provided = provided(context);
    provided.debugBefore = System.getProperty(DEBUG_PROPERTY);
    System.setProperty(DEBUG_PROPERTY, "true");
    Log.defaultObserver(provided.observer());
    provided.before = Surroundings.now();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var provided = provided(context);
    List<String> left;
    try {
      left = provided.close();
    } finally {
      Log.defaultObserver(Log.systemLogger());
      restoreDebug(provided.debugBefore);
    }
    var before = provided.before;
    if (before != null) {
      left.addAll(before.leftBehind());
    }
    var unexpected = provided.failures.list();
    if (context.getExecutionException().isEmpty() && !(left.isEmpty() && unexpected.isEmpty())) {
      throw complaint(left, provided.failures);
    }
  }

  private static void restoreDebug(@Nullable String before) {
    if (before == null) {
      System.clearProperty(DEBUG_PROPERTY);
    } else {
      System.setProperty(DEBUG_PROPERTY, before);
    }
  }

  private static AssertionFailedError complaint(List<String> left, ReportedFailures failures) {
    var text = new StringBuilder();
    left.forEach(thing -> text.append("left behind: ").append(thing).append('\n'));
    failures
        .list()
        .forEach(entry ->
            text.append("reported and not taken from ReportedFailures: ")
                .append(entry.message())
                .append('\n'));
    var complaint = new AssertionFailedError(text.toString().stripTrailing());
    for (var entry : failures.list()) {
      var error = entry.error();
      if (error != null) {
        complaint.addSuppressed(error);
      }
    }
    return complaint;
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    var provided = provided(context);
    if (provided.isSeedUsed()) {
      // A suppressed exception is the one thing that every runner prints together with the failure.
      failure.addSuppressed(new SeedOfFailure(provided));
      context.publishReportEntry("seed", provided.seed().toString());
    }
    if (!provided.failures.list().isEmpty()) {
      for (var entry : provided.failures.list()) {
        var error = entry.error();
        if (error != null && error != failure) {
          failure.addSuppressed(error);
        }
      }
    }
    throw failure;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return OFFERED.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var provided = provided(context);
    var type = parameter.getParameter().getType();
    if (type == Reactor.class) {
      for (var other : parameter.getDeclaringExecutable().getParameterTypes()) {
        if (IN_MEMORY.contains(other)) {
          return provided.memory().reactor();
        }
      }
      return provided.reactor();
    }
    return provided.other(type);
  }

  private static Provided provided(ExtensionContext context) {
    return context
        .getStore(SPACE)
        .computeIfAbsent(
            context.getUniqueId(),
            id ->
                new Provided(
                    context.getRequiredTestClass().getName(),
                    context.getRequiredTestMethod().getName()),
            Provided.class);
  }

  /// Names the seed of a failed test.
  private static final class SeedOfFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SeedOfFailure(Provided provided) {
      super(provided.seed() + "; replay it with: " + provided.command(), null, false, false);
    }
  }
}
