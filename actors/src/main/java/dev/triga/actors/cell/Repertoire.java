package dev.triga.actors.cell;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.ActorSpec.Answering;
import dev.triga.actors.Answer;
import dev.triga.actors.Answers;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What an actor answers: its own commands and the built-in ones.
final class Repertoire implements Answers {
  private final Map<String, Answering> answers = new HashMap<>();
  private boolean isOpen = true;

  /// Takes down what the spec says, and what is built in.
  void begin(ActorSpec spec) {
    BuiltIn.answers().forEach(answering -> answers.put(answering.command().name(), answering));
    spec.answers().forEach(answering -> answers.put(answering.command().name(), answering));
  }

  /// Refuses further answers.
  void close() {
    isOpen = false;
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Answers command(
      Command<A, R> command, Answer<? super A, ? extends R> answer) {
    return add(new Answering(command, answer, false));
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Answers coroutine(
      Command<A, R> command, Answer<? super A, ? extends R> answer) {
    return add(new Answering(command, answer, true));
  }

  private Answers add(Answering added) {
    String name = added.command().name();
    Objects.requireNonNull(added.answer(), "answer");
    if (!isOpen) {
      throw new IllegalStateException(
          "'" + name + "' comes too late: answers are taken down in Behaviour.answers only");
    }
    if (answers.putIfAbsent(name, added) != null) {
      throw new IllegalArgumentException(
          "'%s' %s"
              .formatted(
                  name,
                  Commands.isBuiltIn(name)
                      ? "is built in; give the command another name"
                      : "has an answer already"));
    }
    return this;
  }

  /// The answer to a command.
  @Nullable Answering find(String command) {
    return answers.get(command);
  }

  /// The names of the commands that are not built in.
  Collection<String> names() {
    var names = new TreeSet<>(answers.keySet());
    names.removeIf(Commands::isBuiltIn);
    return names;
  }
}
