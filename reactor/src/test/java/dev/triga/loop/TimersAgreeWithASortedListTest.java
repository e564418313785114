package dev.triga.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triga.reactor.CallGroup;
import dev.triga.reactor.ScheduledCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random histories against the plainest model there is: a list that is sorted at every look.
class TimersAgreeWithASortedListTest {
  private static final int SEEDS = 3_000;
  private static final int STEPS = 120;

  @Test
  void aRandomHistoryRunsWhatTheModelRunsInItsOrder() {
    for (long seed = 0; seed < SEEDS; seed++) {
      History history = new History(seed);
      try {
        history.play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e, e);
      }
    }
  }

  /// What the model knows of a call.
  private static final class Model {
    final int number;
    long due;
    boolean claimed;
    boolean over;
    ScheduledCall call;
    CallGroup group;

    Model(int number) {
      this.number = number;
    }

    long rank() {
      return claimed ? 0 : due;
    }
  }

  private static final class History {
    private final SplittableRandom random;
    private final ManualHome home = new ManualHome();
    private final TimerQueue queue = new TimerQueue(home);
    private final List<CallGroup> groups = List.of(new CallGroup("a"), new CallGroup("b"));
    private final List<Model> models = new ArrayList<>();
    private final List<Integer> ran = new ArrayList<>();
    private final List<Model> addedInPass = new ArrayList<>();
    private boolean inPass;
    private long now;
    private final int scale;

    History(long seed) {
      random = new SplittableRandom(seed);
      scale = 1 + random.nextInt(62);
      now = random.nextBoolean() ? 0 : time();
      home.advanceTo(now);
    }

    void play() {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3 -> schedule();
          case 4, 5, 6 -> change();
          case 7 -> home.deliver();
          case 8 -> checkNextDue();
          default -> pass();
        }
        checkPending();
      }
      home.deliver();
      assertEquals(pending().filter(m -> !m.claimed).map(m -> m.call).toList(), queue.list());
      now = Long.MAX_VALUE;
      home.advanceTo(now);
      while (pending().findAny().isPresent()) {
        pass();
      }
      assertEquals(0, queue.size());
      assertEquals(TimerQueue.NEVER, queue.nextDue());
    }

    private long time() {
      return random.nextLong() >>> (63 - random.nextInt(scale + 1)) >>> 1;
    }

    private Duration delay() {
      return switch (random.nextInt(16)) {
        case 0 -> Duration.ZERO;
        case 1 -> Duration.ofNanos(1);
        case 2 -> Duration.ofSeconds(Long.MAX_VALUE);
        case 3 -> Duration.ofMillis(random.nextInt(4));
        default -> Duration.ofNanos(time());
      };
    }

    private void schedule() {
      Model model = new Model(models.size());
      models.add(model);
      model.due = TimerInstant.after(now, delay());
      model.group = random.nextInt(3) == 0 ? groups.get(random.nextInt(2)) : null;
      TimerCall call = new TimerCall(queue, model.due, () -> run(model), model.group);
      model.call = call;
      // Calls of other threads get their place in the order when the message arrives, so the model
      // would differ if calls of the turn came between.
      home.deliver();
      maybeElsewhere(() -> assertTrue(queue.schedule(call)));
      home.deliver();
      if (inPass) {
        addedInPass.add(model);
      }
    }

    private void maybeElsewhere(Runnable action) {
      if (random.nextInt(3) == 0) {
        home.elsewhere(action);
      } else {
        action.run();
      }
    }

    private void change() {
      if (models.isEmpty()) {
        return;
      }
      Model model = models.get(random.nextInt(models.size()));
      maybeElsewhere(() -> change(model));
      if (inPass) {
        home.deliver();
      }
    }

    private void change(Model model) {
      boolean pending = !model.over && !model.claimed;
      long old = model.due;
      Duration delay = delay();
      switch (random.nextInt(7)) {
        case 0, 1 -> {
          assertEquals(pending, model.call.cancel());
          model.over |= pending;
          assertTrue(!pending || model.call.isCancelled());
        }
        case 2 -> {
          Duration by = random.nextInt(4) == 0 ? delay.negated() : delay;
          assertEquals(pending, model.call.delay(by));
          model.due = pending ? TimerInstant.plus(old, by) : old;
        }
        case 3 -> {
          assertEquals(pending, model.call.reset(delay));
          model.due = pending ? TimerInstant.after(now, delay) : old;
        }
        case 4 -> {
          long due = TimerInstant.after(now, delay);
          assertEquals(pending && due < old, model.call.resetIfEarlier(delay));
          model.due = pending ? Math.min(old, due) : old;
        }
        case 5 -> {
          assertEquals(pending, model.call.runNow());
          model.claimed |= pending;
        }
        default -> cancelGroup();
      }
      if (inPass && !model.over && (model.due < old || (pending && model.claimed))) {
        addedInPass.add(model);
      }
    }

    private void cancelGroup() {
      CallGroup group = groups.get(random.nextInt(2));
      int cancelled = 0;
      for (Model member : models) {
        if (member.group == group && !member.over && !member.claimed) {
          member.over = true;
          cancelled++;
        }
      }
      assertEquals(cancelled, group.cancelAll());
      assertEquals(0, group.size());
    }

    private void run(Model model) {
      ran.add(model.number);
      model.over = true;
      if (random.nextInt(4) == 0) {
        schedule();
      }
      if (random.nextInt(3) == 0) {
        change();
      }
    }

    private java.util.stream.Stream<Model> pending() {
      return models.stream()
          .filter(m -> !m.over)
          .sorted(Comparator.comparingLong(Model::rank).thenComparingInt(m -> m.number));
    }

    private void pass() {
      if (now != Long.MAX_VALUE) {
        now =
            random.nextInt(4) == 0
                ? Math.max(now, queue.nextDue())
                : TimerInstant.plus(now, Duration.ofNanos(time()));
        now = Math.min(now, Long.MAX_VALUE - 1);
      }
      home.advanceTo(now);
      home.deliver();
      int limit = random.nextInt(3) == 0 ? random.nextInt(4) : Integer.MAX_VALUE;
      addedInPass.clear();
      inPass = true;
      queue.beginPass(now);
      for (int i = 0; i < limit; i++) {
        Model expected =
            pending()
                .filter(m -> m.rank() <= now && !addedInPass.contains(m))
                .findFirst()
                .orElse(null);
        TimerCall call = queue.pollDue();
        assertEquals(expected == null ? null : expected.call, call);
        if (call == null) {
          break;
        }
        call.begin().run();
        call.finish();
        assertTrue(call.isDone());
        assertEquals(expected.number, ran.getLast());
      }
      inPass = false;
      if (random.nextBoolean()) {
        queue.endPass();
      }
    }

    private void checkNextDue() {
      home.deliver();
      long expected = pending().mapToLong(Model::rank).min().orElse(TimerQueue.NEVER);
      long next = queue.nextDue();
      // Calls moved later by another thread may cost one look too early, never one too late.
      assertTrue(next <= expected, () -> next + " is after " + expected);
      queue.beginPass(Math.max(now, Math.min(next, expected - 1)));
      now = Math.max(now, Math.min(next, expected - 1));
      home.advanceTo(now);
      if (expected > now) {
        assertEquals(null, queue.pollDue());
      }
      if (next <= now) {
        assertTrue(queue.nextDue() <= expected);
      }
    }

    private void checkPending() {
      for (Model model : models) {
        assertEquals(!model.over && !model.claimed, model.call.isPending());
      }
    }
  }
}
