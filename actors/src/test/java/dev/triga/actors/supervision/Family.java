package dev.triga.actors.supervision;

import dev.triga.actors.Restart;
import dev.triga.actors.Supervision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A supervisor with obedient children: who is started is ready at once, who is stopped ends.
final class Family {
  final Supervisor supervisor;

  /// What was decided since it was last asked for, without what only concerns time.
  final List<String> decided = new ArrayList<>();

  /// Who lives, and which life it is.
  final Map<String, Integer> living = new HashMap<>();

  /// Those whose starts fail.
  final List<String> failing = new ArrayList<>();

  long now;
  long wakeAt = Long.MAX_VALUE;
  Outcome outcome;

  Family(Supervision flags) {
    supervisor = new Supervisor(flags);
  }

  Family add(Restart restart, String... names) {
    for (String name : names) {
      tell(new Event.Add(name, restart, false));
    }
    decided.clear();
    return this;
  }

  void exits(String name, Ending ending) {
    int generation = living.remove(name);
    tell(new Event.Exited(name, generation, ending));
  }

  void passes(Duration time) {
    now += time.toNanos();
    if (now >= wakeAt) {
      wakeAt = Long.MAX_VALUE;
      tell(new Event.Tick());
    }
  }

  void tell(Event event) {
    for (Decision decision : supervisor.handle(event, now)) {
      switch (decision) {
        case Decision.Start start -> {
          decided.add("start " + start.child());
          if (failing.contains(start.child())) {
            tell(new Event.Exited(start.child(), start.generation(), Ending.ABNORMAL));
          } else {
            living.put(start.child(), start.generation());
            tell(new Event.Ready(start.child(), start.generation()));
          }
        }
        case Decision.Stop stop -> {
          decided.add("stop " + stop.child());
          exits(stop.child(), Ending.SHUTDOWN);
        }
        case Decision.Forget forget -> decided.add("forget " + forget.child());
        case Decision.Wake wake -> wakeAt = wake.at();
        case Decision.Finished finished -> outcome = finished.outcome();
      }
    }
  }
}
