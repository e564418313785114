package dev.triga.actors.control;

import static dev.triga.async.Await.await;

import dev.triga.actors.ActorRef;
import dev.triga.actors.Arbiter;
import dev.triga.actors.Commands;
import dev.triga.actors.ConfigEntry;
import dev.triga.actors.Monitor;
import dev.triga.async.Deferred;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an operator may ask of an arbiter. On its turn; each answer is a coroutine of the arbiter.
///
/// | action | arguments | answer |
/// | --- | --- | --- |
/// | `info` | | the tree of [Arbiter#info] |
/// | `ping` | actor | `pong`, in turn with the actor's messages |
/// | `scale` | monitor, number | that many, when they run |
/// | `reload` | | when all workers have been replaced |
/// | `stop` | | at once; the arbiter ends in order |
/// | `kill` | actor | how it ended |
/// | `config-get` | actor, name | the value |
/// | `config-set` | actor, name, value | the value |
/// | `take-place` | | the sockets and what they are; for a successor only |
public final class ControlActions {
  /// What a successor asks first.
  public static final String TAKE_PLACE = "take-place";

  /// How long an actor may take for answering.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Arbiter arbiter;
  private final Operations operations;

  /// What can be asked of an arbiter.
  public ControlActions(Arbiter arbiter, Operations operations) {
    this.arbiter = arbiter;
    this.operations = operations;
  }

  /// Does what somebody of this process wants, who has no session.
  ///
  /// @return the answer; fails with [ControlRefusal] or what else came of it
  public Deferred<@Nullable Object> answer(ControlRequest request) {
    return answer(request, null);
  }

  Deferred<@Nullable Object> answer(ControlRequest request, @Nullable ControlSession session) {
    return arbiter.async(() -> act(request, session));
  }

  private @Nullable Object act(ControlRequest request, @Nullable ControlSession session) {
    return switch (request.action()) {
      case "info" -> await(arbiter.info());
      case "ping" -> await(actor(request).ask(Commands.PING));
      case "scale" -> scale(request);
      case "reload" -> {
        await(operations.reload());
        yield "reloaded";
      }
      case "stop" -> {
        arbiter.reactor().execute(operations::stop);
        yield "stopping";
      }
      case "kill" -> kill(request);
      case "config-get" ->
          await(actor(request).ask(Commands.CONFIG_GET, request.argument(1), PATIENCE));
      case "config-set" -> set(request);
      case TAKE_PLACE -> succeed(request, session);
      default ->
          throw new ControlRefusal("an arbiter does not know '%s'".formatted(request.action()));
    };
  }

  private ActorRef actor(ControlRequest request) {
    return await(arbiter.lookup(request.argument(0)));
  }

  private Object scale(ControlRequest request) {
    String name = request.argument(0);
    List<Monitor> monitors = arbiter.monitors();
    for (Monitor monitor : monitors) {
      if (monitor.self().name().equals(name)) {
        await(monitor.scale(number(request.argument(1))));
        return monitor.target();
      }
    }
    throw new ControlRefusal(
        "there is no application '%s'; there is %s"
            .formatted(name, monitors.stream().map(each -> each.self().name()).toList()));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ControlRefusal("'" + text + "' is no number of workers");
    }
  }

  private Object kill(ControlRequest request) {
    var target = actor(request);
    if (target.equals(arbiter.self())) {
      throw new ControlRefusal("the arbiter does not kill itself; ask it to stop");
    }
    return await(target.stop()).toString();
  }

  private Object set(ControlRequest request) {
    Object value = value(request.argument(2));
    await(
        actor(request)
            .ask(Commands.CONFIG_SET, new ConfigEntry(request.argument(1), value), PATIENCE));
    return value;
  }

  /// Texts that are whole numbers or truth values are meant so.
  private static Object value(String text) {
    if (text.matches("-?[0-9]{1,9}")) {
      return Integer.valueOf(text);
    }
    return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
  }

  private @Nullable Object succeed(ControlRequest request, @Nullable ControlSession session) {
    if (session == null) {
      throw new ControlRefusal("only another process can take this one's place");
    }
    var heir = operations.heir(session);
    if (heir == null) {
      throw new ControlRefusal(
          "process " + session.process() + " was not asked to take this one's place");
    }
    session.belongsTo(heir);
    return heir.heard(request);
  }
}
