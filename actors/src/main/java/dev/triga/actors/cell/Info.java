package dev.triga.actors.cell;

import dev.triga.actors.ActorKind;
import dev.triga.actors.ActorState;
import dev.triga.actors.Behaviour;
import dev.triga.actors.Commands;
import dev.triga.actors.InfoHook;
import dev.triga.async.Deferred;
import dev.triga.async.Settled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an actor tells about itself and those below it, as maps and lists of simple values.
final class Info {
  /// How long those below have to answer; who has not is shown as silent. Those further below have
  /// less, so that one of them that is silent does not make its manager look so.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration PATIENCE_BELOW = Duration.ofMillis(1_500);

  private static final double NANOS_PER_MILLI = 1e6;

  private Info() {}

  static Deferred<Map<String, Object>> of(Cell cell) {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("actor", actor(cell));
    info.put("mailbox", mailbox(cell));
    info.put("extra", simple(cell.extra()));
    var measured = Measurement.of(cell);
    if (!cell.servers().isEmpty()) {
      info.put("servers", servers(cell));
    }
    if (cell.children instanceof CrewChildren crew) {
      info.put("workers", workers(crew));
    }
    List<Map<String, Object>> endings = cell.children.endings.last();
    if (!endings.isEmpty()) {
      info.put("endings", endings);
    }
    List<Child> children = List.copyOf(cell.children.living.values());
    Duration patience = cell.kind() == ActorKind.ARBITER ? PATIENCE : PATIENCE_BELOW;
    List<Deferred<Map<String, Object>>> asked = new ArrayList<>();
    for (Child child : children) {
      // One that is starting would not answer before it has started.
      asked.add(
          child.isReady()
              ? child.ref().ask(Commands.INFO, Nothing.nothing(), patience)
              : Deferred.succeeded(silent(child)));
    }
    return measured
        .thenCompose(figures -> {
          info.putAll(figures);
          return Deferred.settled(asked).on(cell.reactor());
        })
        .thenCompose(answers -> {
          if (!children.isEmpty()) {
            info.put("actors", below(children, answers));
          }
          return addedByHooks(cell, info);
        });
  }

  private static Map<String, Object> actor(Cell cell) {
    Map<String, Object> actor = new LinkedHashMap<>();
    actor.put("name", cell.name());
    actor.put("id", cell.id().text());
    actor.put("kind", cell.kind().name().toLowerCase(Locale.ROOT));
    actor.put("state", cell.state().name().toLowerCase(Locale.ROOT));
    actor.put("age", cell.age());
    actor.put("uptime-seconds", cell.uptime().toMillis() / 1000.0);
    actor.put("process", ProcessHandle.current().pid());
    actor.put("reactor", cell.reactor().name());
    actor.put("computing-threads", cell.computing.threads());
    return actor;
  }

  private static Map<String, Object> workers(CrewChildren crew) {
    Map<String, Object> workers = new LinkedHashMap<>();
    workers.put("wanted", crew.target());
    workers.put("running", crew.living.values().stream().filter(Child::isReady).count());
    workers.put("ended", crew.endings.count());
    workers.put("failed", crew.endings.abnormal());
    return workers;
  }

  private static Map<String, Object> mailbox(Cell cell) {
    Map<String, Object> mailbox = new LinkedHashMap<>();
    mailbox.put("depth", cell.mailbox.depth());
    mailbox.put("handled", cell.mailbox.handled());
    mailbox.put("undelivered", cell.mailbox.undelivered());
    return mailbox;
  }

  private static Map<String, Object> servers(Cell cell) {
    Map<String, Object> servers = new LinkedHashMap<>();
    cell.servers()
        .forEach((name, port) -> {
          Map<String, Object> server = new LinkedHashMap<>();
          server.put("endpoint", port.endpoint().toString());
          server.put("connections", port.connections());
          servers.put(name, server);
        });
    return servers;
  }

  private static Map<String, Object> simple(Map<String, Object> extra) {
    Map<String, Object> shown = new LinkedHashMap<>();
    extra.forEach((name, value) -> {
      if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        shown.put(name, value);
      }
    });
    return shown;
  }

  private static List<Map<String, Object>> below(
      List<Child> children, List<Settled<Map<String, Object>>> answers) {
    List<Map<String, Object>> below = new ArrayList<>();
    for (int i = 0; i < children.size(); i++) {
      Child child = children.get(i);
      Map<String, Object> told =
          answers.get(i) instanceof Settled.Succeeded<Map<String, Object>> answer
              ? new LinkedHashMap<>(answer.value())
              : silent(child);
      long silentNanos = child.silentNanos();
      if (silentNanos > 0) {
        told.put("heartbeat", Map.of("silent-ms", Math.round(silentNanos / NANOS_PER_MILLI)));
      }
      below.add(told);
    }
    return below;
  }

  /// What its manager can say of one that does not answer.
  private static Map<String, Object> silent(Child child) {
    Map<String, Object> actor = new LinkedHashMap<>();
    actor.put("name", child.ref().name());
    actor.put("id", child.ref().id().text());
    actor.put("kind", child.spec().kind().name().toLowerCase(Locale.ROOT));
    actor.put("state", !child.isReady() ? "starting" : child.isStopping() ? "stopping" : "silent");
    actor.put("uptime-seconds", Duration.ofNanos(child.lifeNanos()).toMillis() / 1000.0);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("actor", actor);
    return told;
  }

  private static Deferred<Map<String, Object>> addedByHooks(Cell cell, Map<String, Object> info) {
    Behaviour behaviour = cell.life.behaviour();
    InfoHook hook = cell.spec().onInfo();
    if ((behaviour == null && hook == null) || cell.state() != ActorState.RUNNING) {
      return Deferred.succeeded(info);
    }
    return cell.begin(() -> {
      add(behaviour == null ? null : behaviour::onInfo, cell, info);
      add(hook, cell, info);
      return info;
    });
  }

  private static void add(@Nullable InfoHook hook, Cell cell, Map<String, Object> info) {
    if (hook != null) {
      try {
        hook.add(cell, info);
      } catch (Throwable failure) {
        info.put("failure", failure.toString());
        cell.report("info hook", hook, failure);
      }
    }
  }
}
