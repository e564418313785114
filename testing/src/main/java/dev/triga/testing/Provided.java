package dev.triga.testing;

import dev.triga.reactor.LogEntry;
import dev.triga.reactor.LogObserver;
import dev.triga.reactor.Reactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What one test was given, and what has to be put away after it.
final class Provided {
  private static final int ANSWER_SECONDS = 10;

  final ReportedFailures failures = new ReportedFailures();
  private final String testClass;
  private final String method;
  private volatile @Nullable LogCapture logged;
  private @Nullable Simulation simulation;
  @Nullable Surroundings before;
  @Nullable String debugBefore;
  private @Nullable Seed seed;
  private @Nullable Gen gen;
  private @Nullable MemoryReactor memory;
  private @Nullable Reactor reactor;

  Provided(String testClass, String method) {
    this.testClass = testClass;
    this.method = method;
  }

  /// Hears of the entries of every log.
  LogObserver observer() {
    var errors = failures.observer();
    return new LogObserver() {
      @Override
      public void observe(LogEntry entry) throws Exception {
        errors.observe(entry);
        var capture = logged;
        if (capture != null) {
          capture.add(entry);
        }
      }

      @Override
      public boolean isForAnyThread() {
        return true;
      }
    };
  }

  private LogCapture logged() {
    var made = logged;
    if (made == null) {
      made = new LogCapture();
      logged = made;
    }
    return made;
  }

  private Simulation simulation() {
    var made = simulation;
    if (made == null) {
      made = Simulation.with(seed());
      simulation = made;
    }
    return made;
  }

  /// The command that runs the test with its seed again.
  String command() {
    return Seeds.of(testClass, method).command(seed().value());
  }

  Seed seed() {
    var made = seed;
    if (made == null) {
      made = Seed.fresh();
      seed = made;
    }
    return made;
  }

  boolean isSeedUsed() {
    return seed != null;
  }

  MemoryReactor memory() {
    var made = memory;
    if (made == null) {
      made = MemoryReactor.open();
      memory = made;
    }
    return made;
  }

  Reactor reactor() {
    var made = reactor;
    if (made == null) {
      made = Reactor.builder().debug(true).open();
      reactor = made;
    }
    return made;
  }

  private Gen gen() {
    var made = gen;
    if (made == null) {
      made = new Gen(seed());
      gen = made;
    }
    return made;
  }

  Object other(Class<?> type) {
    if (type == MemoryReactor.class) {
      return memory();
    } else if (type == MemoryNetwork.class) {
      return memory().network();
    } else if (type == VirtualClock.class) {
      return memory().clock();
    } else if (type == Seed.class) {
      return seed();
    } else if (type == Gen.class) {
      return gen();
    } else if (type == Random.class) {
      return gen().random();
    } else if (type == Simulation.class) {
      return simulation();
    } else if (type == Seeds.class) {
      return Seeds.of(testClass, method);
    } else if (type == LogCapture.class) {
      return logged();
    }
    return failures;
  }

  /// Closes the reactors and tells which timers were still waiting.
  List<String> close() {
    var left = new ArrayList<String>();
    var simulated = simulation;
    if (simulated != null) {
      simulated.close();
    }
    var own = reactor;
    if (own != null) {
      close(own, left);
    }
    var inMemory = memory;
    if (inMemory != null) {
      close(inMemory.reactor(), left);
    }
    return left;
  }

  private static void close(Reactor reactor, List<String> left) {
    if (reactor.state() == Reactor.State.IDLE || reactor.state() == Reactor.State.RUNNING) {
      try {
        // Right where nobody runs it: a reactor that was driven by hand.
        addPending(reactor, left);
      } catch (WrongThreadException e) {
        askForPending(reactor, left);
      }
    }
    reactor.close();
  }

  private static void askForPending(Reactor reactor, List<String> left) {
    var asked = new CountDownLatch(1);
    var pending = new CopyOnWriteArrayList<String>();
    try {
      reactor.execute(() -> {
        addPending(reactor, pending);
        asked.countDown();
      });
      if (!asked.await(ANSWER_SECONDS, TimeUnit.SECONDS)) {
        left.add("reactor " + reactor.name() + " that does not answer:\n" + reactor.dump());
      }
    } catch (RejectedExecutionException e) {
      // It has stopped by itself meanwhile: no timers are left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    left.addAll(pending);
  }

  private static void addPending(Reactor reactor, List<String> left) {
    for (var call : reactor.scheduledCalls()) {
      left.add("pending timer " + call + " of reactor " + reactor.name());
    }
  }
}
