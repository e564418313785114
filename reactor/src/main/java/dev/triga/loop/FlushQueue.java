package dev.triga.loop;

import java.util.Arrays;

/// Who asked to be flushed since the last flush. On the turn.
final class FlushQueue {
  private FlushTarget[] waiting = new FlushTarget[64];
  private FlushTarget[] flushing = new FlushTarget[64];
  private int count;

  void add(FlushTarget target) {
    if (count == waiting.length) {
      waiting = Arrays.copyOf(waiting, count * 2);
    }
    waiting[count++] = target;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// Flushes those that are waiting now. Who asks meanwhile waits for the next time, so that a
  /// connection whose writer always has more cannot keep the loop here.
  void flush(PassCounter counter) {
    int todo = count;
    if (todo == 0) {
      return;
    }
    var batch = waiting;
    waiting = flushing;
    flushing = batch;
    count = 0;
    for (int i = 0; i < todo; i++) {
      counter.step();
      batch[i].flushNow();
    }
    Arrays.fill(batch, 0, todo, null);
  }
}
