package dev.triga.loop;

import static dev.triga.loop.Lookout.LATE_IN_A_ROW_MAX;
import static dev.triga.loop.Lookout.PAUSE_MAX;
import static dev.triga.loop.Lookout.QUICK_IN_A_ROW;
import static dev.triga.loop.Lookout.QUICK_NANOS;
import static dev.triga.loop.Lookout.SHORT_NANOS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LookoutTest {
  private final Lookout lookout = new Lookout();

  /// Sleeps that submissions end this soon, until the next one is preceded by a look.
  private int shortSleepsUntilExpectant() {
    int sleeps = 0;
    while (!lookout.isExpectant()) {
      lookout.slept(true, SHORT_NANOS);
      sleeps++;
    }
    return sleeps;
  }

  @Test
  void aLoopThatNobodySubmitsToNeitherLooksNorReadsTheClock() {
    for (int sleep = 0; sleep < 10; sleep++) {
      lookout.slept(false, 0);
      assertFalse(lookout.isTimed());
      assertFalse(lookout.isExpectant());
    }
  }

  @Test
  void aShortSleepThatASubmissionEndsIsFollowedByALook() {
    lookout.slept(true, 0);
    assertTrue(lookout.isTimed());
    assertFalse(lookout.isExpectant());
    lookout.slept(true, SHORT_NANOS);
    assertTrue(lookout.isExpectant());
  }

  @Test
  void aLongSleepIsNot() {
    lookout.slept(true, 0);
    lookout.slept(true, SHORT_NANOS + 1);
    assertFalse(lookout.isExpectant());
  }

  @Test
  void aSleepThatSomethingElseEndsIsNot() {
    lookout.slept(true, 0);
    lookout.slept(false, 1);
    assertFalse(lookout.isExpectant());
    assertFalse(lookout.isTimed());
  }

  @Test
  void itGoesOnForAsLongAsWorkComesQuickly() {
    shortSleepsUntilExpectant();
    for (int look = 0; look < 1_000; look++) {
      lookout.found(QUICK_NANOS);
      assertTrue(lookout.isExpectant());
    }
  }

  @Test
  void severalLateOnesInARowEndIt() {
    shortSleepsUntilExpectant();
    for (int look = 1; look < LATE_IN_A_ROW_MAX; look++) {
      lookout.found(QUICK_NANOS + 1);
    }
    assertTrue(lookout.isExpectant());
    lookout.found(QUICK_NANOS);
    for (int look = 1; look < LATE_IN_A_ROW_MAX; look++) {
      lookout.found(QUICK_NANOS + 1);
    }
    assertTrue(lookout.isExpectant());
    lookout.found(QUICK_NANOS + 1);
    assertFalse(lookout.isExpectant());
  }

  @Test
  void looksInVainBecomeRareAndAreForgottenWhenWorkComesQuickly() {
    assertEquals(2, shortSleepsUntilExpectant());
    for (int pause = 1; pause <= PAUSE_MAX; pause *= 2) {
      lookout.missed();
      assertEquals(pause + 1, shortSleepsUntilExpectant());
    }
    lookout.missed();
    assertEquals(PAUSE_MAX + 1, shortSleepsUntilExpectant());
    for (int look = 0; look < QUICK_IN_A_ROW; look++) {
      lookout.found(1);
    }
    lookout.missed();
    assertEquals(2, shortSleepsUntilExpectant());
  }
}
