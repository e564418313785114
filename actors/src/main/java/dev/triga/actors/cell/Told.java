package dev.triga.actors.cell;

import dev.triga.actors.Command;
import org.jspecify.annotations.Nullable;

/// A message for which nobody wants an answer.
record Told(Cell receiver, Account account, Command<?, ?> command, @Nullable Object argument)
    implements Envelope {
  @Override
  public @Nullable Question<?> question() {
    return null;
  }
}
