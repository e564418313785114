package dev.triga.loop;

import java.util.ArrayList;
import java.util.List;

/// A home for timers whose time moves by hand, and on whose turn the test is unless it says that it
/// plays another thread.
final class ManualHome implements TimerHome {
  private final List<Runnable> messages = new ArrayList<>();
  private long now;
  private boolean elsewhere;

  @Override
  public boolean isOnTurn() {
    return !elsewhere;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public void post(Runnable message) {
    messages.add(message);
  }

  void advanceTo(long time) {
    now = time;
  }

  int messageCount() {
    return messages.size();
  }

  /// Does something as another thread would.
  void elsewhere(Runnable action) {
    elsewhere = true;
    try {
      action.run();
    } finally {
      elsewhere = false;
    }
  }

  /// Runs the messages that were posted, as a pass does first.
  void deliver() {
    List<Runnable> delivered = List.copyOf(messages);
    messages.clear();
    delivered.forEach(Runnable::run);
  }

  /// Runs what is due now in one pass, at most so many.
  static int runDue(TimerQueue queue, long now, int limit) {
    queue.beginPass(now);
    int ran = 0;
    while (ran < limit) {
      TimerCall call = queue.pollDue();
      if (call == null) {
        break;
      }
      ran++;
      try {
        call.begin().run();
      } finally {
        call.finish();
      }
    }
    queue.endPass();
    return ran;
  }
}
