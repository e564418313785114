package dev.triga.actors.remote;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.Termination;
import dev.triga.actors.UnknownActorFailure;
import dev.triga.actors.cell.CellReference;
import dev.triga.actors.cell.ForeignSender;
import dev.triga.actors.codec.CodecException;
import dev.triga.actors.message.Message;
import dev.triga.actors.wire.WireException;
import dev.triga.async.Deferred;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What comes from one other process for the actors of this one. On the turn.
final class Inbound {
  private final Peers peers;
  private final Peer peer;
  private final Map<Long, Deferred<?>> inProgress = new HashMap<>();
  private final Map<Pair, ForeignSender> senders = new HashMap<>();

  /// Who sends to whom.
  private record Pair(ActorId from, String to) {}

  Inbound(Peers peers, Peer peer) {
    this.peers = peers;
    this.peer = peer;
  }

  void take(Message message) {
    switch (message) {
      case Message.Order order -> order(order);
      case Message.Withdrawal(_, _, var question) -> withdraw(question);
      case Message.Watch(var to, _) -> watch(to);
      case Message.Stop(var to, var cause) -> stop(to, cause);
      case Message.Kill(var to) -> kill(to);
      case Message.Lookup(var name, var question) -> lookup(name, question);
      default -> throw new WireException("a " + message + " makes no sense here");
    }
  }

  private @Nullable ActorRef find(String to) {
    return peers.population().directory().find(to);
  }

  private void order(Message.Order order) {
    if (!(find(order.to()) instanceof CellReference here)) {
      refuse(order, new UnknownActorFailure(order.to()));
      return;
    }
    var sender =
        senders.computeIfAbsent(
            new Pair(order.from(), order.to()),
            pair -> new ForeignSender(here, count -> credit(here.id(), pair.from, count)));
    Command<?, ?> command = command(order.command());
    if (order.question() == 0) {
      sender.tell(command, order.argument());
      return;
    }
    var result = sender.ask(command, order.argument());
    inProgress.put(order.question(), result);
    var _ =
        result.on(peers.reactor())
            .handle(
                (reply, failure) -> {
                  inProgress.remove(order.question());
                  answer(order.question(), reply, failure);
                  return null;
                });
  }

  private void credit(ActorId receiver, ActorId sender, int count) {
    peer.send(new Message.Credit(sender.text(), receiver, count));
  }

  private void answer(long question, @Nullable Object reply, @Nullable Throwable failure) {
    String to = peer.process().text();
    if (failure != null) {
      peer.send(new Message.Refusal(to, question, failure));
      return;
    }
    try {
      peer.send(new Message.Reply(to, question, reply));
    } catch (WireException | CodecException e) {
      peer.send(new Message.Refusal(to, question, e));
    }
  }

  /// Refuses a message for an actor that is not, or not any more.
  private void refuse(Message.Order order, Throwable why) {
    if (order.question() == 0) {
      peers
          .reactor()
          .log()
          .debug(() -> "'" + order.command() + "' of " + order.from() + " was not delivered: " + why);
    } else {
      peer.send(new Message.Refusal(peer.process().text(), order.question(), why));
    }
  }

  /// A message whose value cannot be read: whoever waits for it is told.
  void unreadable(MessageForm.Unreadable unreadable) {
    switch (unreadable.message()) {
      case Message.Order order -> {
        refuse(order, unreadable.reason());
        peer.send(new Message.Credit(order.from().text(), new ActorId(order.to()), 1));
        if (order.question() == 0) {
          peers
              .reactor()
              .log()
              .warning(
                  "'" + order.command() + "' of " + order.from() + " was not delivered",
                  unreadable.reason());
        }
      }
      case Message.Refusal(_, var question, var failure) ->
          peer.questions().failed(question, failure);
      default -> throw unreadable.reason();
    }
  }

  private static Command<?, ?> command(String name) {
    Command<?, ?> builtIn = Commands.builtIn(name);
    return builtIn == null ? new Command<>(name, Object.class, Object.class) : builtIn;
  }

  private void withdraw(long question) {
    var asked = inProgress.remove(question);
    if (asked != null) {
      asked.cancel();
    }
  }

  private void watch(String to) {
    ActorRef watched = find(to);
    String watcher = peer.process().text();
    if (watched == null) {
      peer.send(new Message.Ended(watcher, peers.gone(to)));
      return;
    }
    var _ =
        watched
            .terminated()
            .on(peers.reactor())
            .thenAccept(ended -> peer.send(new Message.Ended(watcher, ended)));
  }

  private void stop(String to, Termination.Cause cause) {
    switch (find(to)) {
      case CellReference here -> here.requestStop(cause);
      case ActorRef elsewhere -> elsewhere.stop();
      case null -> {}
    }
  }

  private void kill(String to) {
    ActorRef found = find(to);
    if (found != null) {
      found.kill();
    }
  }

  private void lookup(String name, long question) {
    ActorRef found = find(name);
    answer(question, found, found == null ? new UnknownActorFailure(name) : null);
  }

  /// The process has ended: nobody wants its answers.
  void end() {
    var left = List.copyOf(inProgress.values());
    inProgress.clear();
    senders.clear();
    left.forEach(Deferred::cancel);
  }
}
