package dev.triga.app.demo;

import dev.triga.actors.Actor;
import dev.triga.actors.Command;
import dev.triga.app.SharedGroup;
import dev.triga.async.Deferred;
import dev.triga.http.Json;
import dev.triga.http.websocket.BroadcastGroup;
import dev.triga.http.websocket.WebSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The pages that one worker has open. On its turn.
final class Reception {
  private final Actor worker;
  private final SharedGroup everybody;

  /// The same sockets as those of this worker in the group, for what differs from worker to worker.
  private final BroadcastGroup here;

  private int told;

  private Reception(Actor worker, SharedGroup everybody) {
    this.worker = worker;
    this.everybody = everybody;
    this.here = new BroadcastGroup(worker.reactor());
    everybody.onChange(this::tellHowMany);
  }

  /// Opens the group of pages.
  static Deferred<Reception> open(Actor worker) {
    return SharedGroup.open(DemoApplication.PAGES).thenApply(group -> new Reception(worker, group));
  }

  /// Says to the board that this worker serves.
  Deferred<Boolean> announce() {
    List<?> card = List.of(worker.self(), worker.name(), ProcessHandle.current().pid());
    return worker.ask("monitor", Board.ARRIVED, card);
  }

  /// The worker, for people to read.
  String whoami() {
    return worker.name() + ", process " + ProcessHandle.current().pid();
  }

  String workerName() {
    return worker.name();
  }

  /// A page has been opened.
  void enter(WebSocket socket) {
    socket.send(
        message("you", Map.of("worker", worker.name(), "pid", ProcessHandle.current().pid())));
    everybody.add(socket);
    here.add(socket);
    socket.send(howMany());
    var _ =
        worker
            .ask("monitor", Board.STATE)
            .handle((state, failure) -> {
              if (failure == null) {
                state.forEach(text -> socket.send(String.valueOf(text)));
              }
              return null;
            });
  }

  /// Says something to all pages of all workers.
  void say(String kind, Map<String, ?> values) {
    everybody.send(message(kind, values));
  }

  /// Has the board do something.
  void ask(Command<@Nullable Void, Boolean> command) {
    var _ = worker.ask("monitor", command).exceptionally(failure -> false);
  }

  private String howMany() {
    return message("here", Map.of("people", everybody.total()));
  }

  private void tellHowMany() {
    int now = everybody.total();
    if (now != told) {
      told = now;
      here.send(howMany());
    }
  }

  /// A message for pages.
  static String message(String kind, Map<String, ?> values) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kind", kind);
    all.putAll(values);
    return Json.text(all);
  }
}
