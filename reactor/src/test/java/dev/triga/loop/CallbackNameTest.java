package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class CallbackNameTest {
  private static final String HERE = CallbackNameTest.class.getName();

  @Test
  void aLambdaIsNamedAfterTheMethodThatMadeIt() {
    Runnable lambda =
        () -> {
          throw new IllegalStateException();
        };
    assertEquals(HERE + ".aLambdaIsNamedAfterTheMethodThatMadeIt (lambda)", nameAfterCall(lambda));
  }

  @Test
  void aLambdaThatFailsInALambdaIsStillTheOuterOne() {
    Runnable outer = makeOuter();
    assertEquals(HERE + ".makeOuter (lambda)", nameAfterCall(outer));
  }

  private static Runnable makeOuter() {
    return () -> run(makeInner());
  }

  private static Runnable makeInner() {
    return () -> {
      throw new IllegalStateException();
    };
  }

  private static void run(Runnable inner) {
    inner.run();
  }

  @Test
  void aLambdaThatMisusesTheReactorIsNamedAllTheSame() {
    var table = new DescriptorTable(new ManualTurn(), new ManualTurn(), nothing(), nothing());
    Runnable lambda = () -> table.addReader(nothing(), nothing());
    assertEquals(
        HERE + ".aLambdaThatMisusesTheReactorIsNamedAllTheSame (lambda)", nameAfterCall(lambda));
  }

  private static <T> T nothing() {
    return null;
  }

  @Test
  void aLambdaThatHasNotFailedIsNamedAfterItsClass() {
    Callable<String> lambda = () -> "fine";
    assertEquals(HERE + " (lambda)", CallbackName.of(lambda, null));
  }

  @Test
  void aMethodReferenceSaysWhatItRefersTo() {
    Runnable reference = CallbackNameTest::failing;
    assertEquals(HERE + " (reference to " + HERE + ".failing)", nameAfterCall(reference));
  }

  private static void failing() {
    throw new IllegalStateException();
  }

  @Test
  void anAnonymousClassIsNamedAfterItsMethod() {
    var callback =
        new Object() {
          @Override
          public String toString() {
            return "";
          }
        };
    assertEquals(
        HERE + ".anAnonymousClassIsNamedAfterItsMethod (anonymous class)",
        CallbackName.of(callback, null));
  }

  @Test
  void aNamedClassIsNamedAsItIs() {
    assertEquals("java.lang.String", CallbackName.of("callback", new Throwable()));
  }

  /// Calls as the loop does: through a class of its package.
  private static String nameAfterCall(Runnable callback) {
    var name = new StringBuilder();
    Failures failures =
        (kind, failed, error, origin) -> name.append(CallbackName.of(failed, error));
    failures.contain("callback", callback);
    return name.toString();
  }
}
