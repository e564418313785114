package dev.triga.app.demo;

import dev.triga.actors.Actor;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Answers;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Command;
import dev.triga.app.SharedGroup;
import dev.triga.async.Deferred;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What all pages show alike: who serves, and how far the batch is. In the arbiter's process, where
/// it outlives every worker. On the monitor's turn.
final class Board {
  /// A worker takes connections. Comes with its ref, its name and its process.
  static final Command<List<?>, Boolean> ARRIVED =
      new Command<>("demo.arrived", List.class, Boolean.class);

  /// Answers the messages that a page has missed that was not open before.
  static final Command<@Nullable Void, List<?>> STATE =
      new Command<>("demo.state", Void.class, List.class);

  /// Starts the batch, if none is running.
  static final Command<@Nullable Void, Boolean> START = Command.of("demo.start", Boolean.class);

  /// Cancels the batch, if one is running.
  static final Command<@Nullable Void, Boolean> CANCEL = Command.of("demo.cancel", Boolean.class);

  /// Where the arbiter has the address of its status page.
  private static final String STATUS_PAGE = "status-page";

  private final Map<ActorRef, Worker> workers = new LinkedHashMap<>();
  private final DemoBatch batch = new DemoBatch(this::publish);
  private @Nullable Actor monitor;
  private @Nullable SharedGroup pages;
  private Duration call = Duration.ZERO;

  /// What pages show of a worker.
  private record Worker(String name, long pid) {}

  void answers(Answers on) {
    on.command(ARRIVED, (actor, card) -> arrived(card))
        .command(STATE, (actor, nothing) -> List.of(workers(), batch.message()))
        .command(START, (actor, nothing) -> batch.start(actor, call))
        .command(CANCEL, (actor, nothing) -> batch.cancel());
  }

  /// @param averageCall how long a call of the batch takes on average
  void open(Actor opened, SharedGroup group, Duration averageCall) {
    monitor = opened;
    call = averageCall;
    pages = group;
  }

  /// Ends the batch.
  Deferred<Boolean> close() {
    var opened = monitor;
    return opened == null ? Deferred.succeeded(true) : batch.close(opened.reactor());
  }

  private void publish(String message) {
    var group = pages;
    if (group != null) {
      group.send(message);
    }
  }

  private boolean arrived(List<?> card) {
    var worker = (ActorRef) card.get(0);
    workers.put(worker, new Worker((String) card.get(1), ((Number) card.get(2)).longValue()));
    var _ =
        worker
            .terminated()
            .thenAccept(ended -> {
              workers.remove(worker);
              publish(workers());
            });
    publish(workers());
    return true;
  }

  private String workers() {
    List<Map<String, Object>> all = new ArrayList<>();
    var arbiter = Arbiter.current();
    var byName = new ArrayList<>(workers.values());
    byName.sort(Comparator.comparing(Worker::name));
    byName.forEach(each -> all.add(Map.of("name", each.name, "pid", each.pid)));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("workers", all);
    values.put("arbiter", ProcessHandle.current().pid());
    values.put("statusPage", arbiter == null ? null : arbiter.extra().get(STATUS_PAGE));
    return Reception.message("workers", values);
  }
}
