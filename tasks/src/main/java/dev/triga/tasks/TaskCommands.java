package dev.triga.tasks;

import dev.triga.actors.Command;

/// What a pool says to one of its processes. The bytes are those of [Parcel] and [Report].
final class TaskCommands {
  /// Shares the word in the file of that name; answers the number of the process.
  static final Command<String, Long> SHARE = Command.of("tasks-share", String.class, Long.class);

  /// Does the tasks of a parcel; answers the first report.
  static final Command<byte[], byte[]> DO = Command.of("tasks-do", byte[].class, byte[].class);

  /// Answers the next report about the parcel with that number.
  static final Command<Long, byte[]> MORE = Command.of("tasks-more", Long.class, byte[].class);

  /// Answers with what is there the report that is waited for.
  static final Command<Long, Void> FLUSH = new Command<>("tasks-flush", Long.class, Void.class);

  /// Interrupts what is being done of the parcel with that number.
  static final Command<Long, Void> INTERRUPT =
      new Command<>("tasks-interrupt", Long.class, Void.class);

  private TaskCommands() {}
}
