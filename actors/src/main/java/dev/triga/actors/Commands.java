package dev.triga.actors;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The commands that every actor answers. Their names cannot be used for others.
public final class Commands {
  /// Answers `pong`, in turn with the other messages: so the mailbox moves.
  public static final Command<@Nullable Void, String> PING = Command.of("ping", String.class);

  /// Answers its argument.
  public static final Command<Object, Object> ECHO = Command.of("echo", Object.class, Object.class);

  /// Answers what the actor tells about itself and those below it; see [Actor#info]. It does not
  /// wait for the messages before it.
  @SuppressWarnings({"unchecked", "rawtypes"}) // There is no class literal for a Map<String, …>.
  public static final Command<@Nullable Void, Map<String, Object>> INFO =
      (Command) Command.of("info", Map.class);

  /// Runs a function in the actor, as a coroutine, and answers its result; see [Recipient#run].
  @SuppressWarnings({"unchecked", "rawtypes"})
  public static final Command<ActorFunction<?>, @Nullable Object> RUN =
      (Command) Command.of("run", ActorFunction.class, Object.class);

  /// Stops the actor in order, after the messages before it.
  public static final Command<@Nullable Void, @Nullable Void> STOP =
      new Command<>("stop", Void.class, Void.class);

  /// Starts an actor below the one that is told, and answers its ref; see [Actor#spawn].
  public static final Command<ActorSpec, ActorRef> SPAWN =
      Command.of("spawn", ActorSpec.class, ActorRef.class);

  /// Has the arbiter end the actor with this name or id: asked to stop, and killed when that takes
  /// too long. Answers how it ended. Other actors refuse.
  public static final Command<String, Termination> KILL =
      Command.of("kill", String.class, Termination.class);

  /// Answers the ref of the actor with this name or id, as the process of the one that is asked
  /// knows it: the arbiter's knows all but those that workers have started inside their processes.
  public static final Command<String, ActorRef> LOOKUP =
      Command.of("lookup", String.class, ActorRef.class);

  /// A sign of life to the manager, with what the sender tells about itself.
  @SuppressWarnings({"unchecked", "rawtypes"})
  public static final Command<Map<String, Object>, @Nullable Void> NOTIFY =
      (Command) Command.notice("notify", Map.class);

  /// Answers a value of the actor's [config][Actor#config()]; fails when there is none of that
  /// name.
  public static final Command<String, Object> CONFIG_GET =
      Command.of("config-get", String.class, Object.class);

  /// Sets a value of the actor's [config][Actor#config()].
  public static final Command<ConfigEntry, @Nullable Void> CONFIG_SET =
      Command.notice("config-set", ConfigEntry.class);

  /// Has a monitor replace the worker with this id; see [Actor#retire]. Other actors refuse.
  public static final Command<String, @Nullable Void> RETIRE =
      Command.notice("retire", String.class);

  private static final Set<String> NAMES =
      Set.of(
          PING.name(),
          ECHO.name(),
          INFO.name(),
          RUN.name(),
          STOP.name(),
          SPAWN.name(),
          KILL.name(),
          LOOKUP.name(),
          NOTIFY.name(),
          CONFIG_GET.name(),
          CONFIG_SET.name(),
          RETIRE.name());

  private Commands() {}

  /// Whether a command of this name is built in.
  public static boolean isBuiltIn(String name) {
    return NAMES.contains(name);
  }
}
