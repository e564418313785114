package dev.triga.actors.cell;

import dev.triga.actors.Command;
import org.jspecify.annotations.Nullable;

/// A message in the queue of its receiver's reactor, which runs it to deliver it.
sealed interface Envelope extends Runnable permits Told, Question {
  Cell receiver();

  /// The account of its sender with the receiver.
  Account account();

  Command<?, ?> command();

  @Nullable Object argument();

  /// Who wants an answer; null when nobody does.
  @Nullable Question<?> question();

  @Override
  default void run() {
    receiver().mailbox.receive(this);
  }
}
