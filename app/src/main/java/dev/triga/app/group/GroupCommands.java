package dev.triga.app.group;

import dev.triga.actors.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What workers and their monitor say to each other about groups.
final class GroupCommands {
  /// To the monitor: a worker has opened a group. Comes with the name of the group and the worker's
  /// ref; answers the refs of the others that have it.
  static final Command<List<?>, List<?>> JOIN = listed("triga.group.join", List.class);

  /// To a worker: who else has a group now. Comes with the name of the group and their refs.
  static final Command<List<?>, Boolean> OTHERS = listed("triga.group.others", Boolean.class);

  /// From worker to worker: a [Bundle]. Answered when the members there have been sent it, so that
  /// no sender is ever further ahead than one bundle.
  static final Command<byte[], Boolean> DELIVER =
      Command.of("triga.group.deliver", byte[].class, Boolean.class);

  private GroupCommands() {}

  private static <R extends @Nullable Object> Command<List<?>, R> listed(
      String name, Class<?> reply) {
    return new Command<>(name, List.class, reply);
  }
}
