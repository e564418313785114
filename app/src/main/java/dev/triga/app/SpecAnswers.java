package dev.triga.app;

import dev.triga.actors.ActorSpec;
import dev.triga.actors.Answer;
import dev.triga.actors.Answers;
import dev.triga.actors.Command;
import org.jspecify.annotations.Nullable;

/// Adds answers to a spec.
final class SpecAnswers implements Answers {
  private ActorSpec spec;

  SpecAnswers(ActorSpec spec) {
    this.spec = spec;
  }

  /// The spec with what was added.
  ActorSpec spec() {
    return spec;
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Answers command(
      Command<A, R> command, Answer<? super A, ? extends R> answer) {
    spec = spec.on(command, answer);
    return this;
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Answers coroutine(
      Command<A, R> command, Answer<? super A, ? extends R> answer) {
    spec = spec.onAsync(command, answer);
    return this;
  }
}
