package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.Termination;
import dev.triga.actors.message.Message;
import dev.triga.actors.message.Route;

/// The account of a sender in another process, told in one message for all that was handled in one
/// pass.
final class RemoteAccount implements Account {
  private final Cell receiver;
  private final ActorId sender;
  private final Route back;
  private int handled;

  RemoteAccount(Cell receiver, ActorId sender, Route back) {
    this.receiver = receiver;
    this.sender = sender;
    this.back = back;
  }

  @Override
  public void release() {
    if (handled++ == 0) {
      receiver.turn.deliver(this::tell);
    }
  }

  private void tell() {
    int messages = handled;
    handled = 0;
    boolean isSent = back.send(new Message.Credit(sender.text(), receiver.id(), messages));
    assert isSent || handled == 0; // Who cannot be told has gone, and sends nothing more.
  }

  @Override
  public void noMoreRoom(Termination ended) {}
}
