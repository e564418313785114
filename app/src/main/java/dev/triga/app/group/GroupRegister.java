package dev.triga.app.group;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorRef;
import dev.triga.async.TimeoutFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which workers have which groups: the monitor's part. It says who there is, and sees none of the
/// messages. On the monitor's turn.
public final class GroupRegister {
  /// How many groups there may be.
  public static final int GROUPS_MAX = 10_000;

  /// When a worker that could not be told is told again.
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Map<String, Set<ActorRef>> groups = new LinkedHashMap<>();
  private final Set<ActorRef> watched = new LinkedHashSet<>();

  /// Nobody has a group yet.
  public GroupRegister() {}

  /// A worker has opened a group.
  ///
  /// @return the others that have it
  /// @throws IllegalStateException if it were one group too many
  List<ActorRef> join(Actor monitor, String group, ActorRef worker) {
    if (!groups.containsKey(group) && groups.size() >= GROUPS_MAX) {
      throw new IllegalStateException(
          "there are " + GROUPS_MAX + " shared groups, and no more are kept apart");
    }
    var joined = groups.computeIfAbsent(group, name -> new LinkedHashSet<>());
    List<ActorRef> others = others(group, worker);
    if (joined.add(worker)) {
      others.forEach(other -> tell(monitor, group, other));
      if (watched.add(worker)) {
        var _ = worker.terminated().thenAccept(ended -> ended(monitor, worker));
      }
    }
    return others;
  }

  private List<ActorRef> others(String group, ActorRef worker) {
    List<ActorRef> others = new ArrayList<>(groups.getOrDefault(group, Set.of()));
    others.remove(worker);
    return others;
  }

  private void ended(Actor monitor, ActorRef worker) {
    watched.remove(worker);
    for (String group : List.copyOf(groups.keySet())) {
      var joined = groups.get(group);
      if (joined != null && joined.remove(worker)) {
        if (joined.isEmpty()) {
          groups.remove(group);
        }
        List.copyOf(joined).forEach(other -> tell(monitor, group, other));
      }
    }
  }

  /// Tells a worker who has a group now. When that fails, it is told again what holds then.
  private void tell(Actor monitor, String group, ActorRef worker) {
    if (!watched.contains(worker) || !groups.getOrDefault(group, Set.of()).contains(worker)) {
      return;
    }
    List<Object> news = new ArrayList<>();
    news.add(group);
    news.addAll(others(group, worker));
    var _ =
        worker
            .ask(GroupCommands.OTHERS, news)
            .handle((told, failure) -> {
              boolean isOver = failure == null || !worker.isAlive();
              if (!isOver) {
                // A worker that is busy with its start, say, hears it when it is ready.
                boolean isLate = failure instanceof TimeoutFailure;
                monitor.schedule(
                    isLate ? Duration.ZERO : AGAIN, () -> tell(monitor, group, worker));
              }
              return null;
            });
  }
}
