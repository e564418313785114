package dev.triga.testing.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triga.reactor.Reactor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The floor of what coroutines must do, whatever carries them.
abstract class CoroutineContract extends Contract {
  private static final String PROPERTY = "triga.coroutines";

  /// What happened, in order. Written on the turn, and by threads of the test.
  final List<String> order = new CopyOnWriteArrayList<>();

  private final String carrier;
  private @Nullable String before;

  /// @param carrier the value of the property `triga.coroutines`
  CoroutineContract(Supplier<ReactorUnderTest> subjects, String carrier) {
    super(subjects);
    this.carrier = carrier;
  }

  @BeforeEach
  void chooseCarrier() {
    before = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, carrier);
    assumeTrue(
        carrier.equals("threads")
            || Object.class.getModule().isOpen("java.lang", Reactor.class.getModule()),
        "java.lang is not open, so that the loop cannot carry coroutines");
  }

  @AfterEach
  void restoreCarrier() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  void note(String what) {
    order.add(what);
  }
}
