package dev.triga.actors.cell;

import dev.triga.actors.ActorId;
import dev.triga.actors.ActorRef;
import dev.triga.actors.Command;
import dev.triga.actors.Commands;
import dev.triga.actors.Termination;
import dev.triga.actors.UnknownActorFailure;
import dev.triga.actors.message.Message;
import dev.triga.actors.message.Route;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Takes what comes from other processes to the actors of this one, and passes on what is for a
/// third. Any thread.
final class Exchange {
  /// A sender and a receiver, or a sender and the number of its question.
  private record Pair(ActorId sender, Object other) {}

  private final Population population;
  private final Map<Pair, RemoteAccount> accounts = new ConcurrentHashMap<>();
  private final Map<Pair, Question<?>> incoming = new ConcurrentHashMap<>();

  Exchange(Population population) {
    this.population = population;
  }

  void receive(Message message, Route back) {
    ActorRef target = population.directory().find(message.to());
    switch (target) {
      case CellReference here -> deliver(here.cell(), message, back);
      case RemoteReference there when !there.route().equals(back) -> passOn(there, message, back);
      case null -> {
        unknown(message, back);
        if (population.isFromHere(message.to())) {
          heed(message);
        }
      }
      default -> unknown(message, back);
    }
  }

  private static void passOn(RemoteReference there, Message message, Route back) {
    if (!there.route().send(message)) {
      unknown(message, back);
    }
  }

  /// Nobody is there: who asked or watches hears it.
  private static void unknown(Message message, Route back) {
    switch (message) {
      case Message.Order order when order.question() != 0 ->
          reply(
              back,
              new Message.Refusal(
                  order.from().text(), order.question(), new UnknownActorFailure(order.to())));
      case Message.Watch watch ->
          reply(
              back,
              new Message.Ended(
                  watch.from().text(),
                  new Termination(
                      new ActorId(watch.to()), watch.to(), Termination.Cause.LOST, 1, null)));
      default -> {}
    }
  }

  private static void reply(Route back, Message message) {
    var ignored = back.send(message); // Who cannot be told has gone.
  }

  private void deliver(Cell cell, Message message, Route back) {
    switch (message) {
      case Message.Order order -> order(cell, order, back);
      case Message.Withdrawal withdrawal -> {
        Question<?> question = incoming.remove(new Pair(withdrawal.from(), withdrawal.question()));
        if (question != null) {
          question.cancel();
        }
      }
      case Message.Watch watch -> {
        var ignored =
            cell.ended()
                .thenAccept(how -> reply(back, new Message.Ended(watch.from().text(), how)));
      }
      case Message.Reply _, Message.Refusal _, Message.Ended _, Message.Credit _ -> heed(message);
      case Message.Stop stop -> cell.requestStop(stop.cause());
      case Message.Kill kill -> cell.kill(Termination.Cause.KILLED);
    }
  }

  /// Takes note of what concerns this process also when the actor that it is for has ended
  /// meanwhile: credit and questions are those of all actors here.
  private void heed(Message message) {
    switch (message) {
      case Message.Reply reply -> {
        population.replied(reply.question());
        population.answered(reply.question(), reply.value());
      }
      case Message.Refusal refusal -> {
        population.replied(refusal.question());
        population.refused(refusal.question(), refusal.failure());
      }
      case Message.Ended ended -> {
        RemoteReference gone = population.remote(ended.termination().id());
        if (gone != null) {
          gone.ended(ended.termination());
        }
      }
      case Message.Credit credit -> {
        RemoteReference sentTo = population.remote(credit.from());
        if (sentTo != null) {
          sentTo.credited(credit.messages());
        }
      }
      default -> {}
    }
  }

  private void order(Cell cell, Message.Order order, Route back) {
    // What takes no room at its sender gives none back.
    Account account =
        order.command().equals(Commands.INFO.name())
            ? new RemoteAccount(cell, order.from(), message -> true)
            : account(cell, order.from(), back);
    // The classes are those of the receiver's own declaration, which the mailbox looks up by name.
    Command<@Nullable Object, @Nullable Object> command =
        new Command<>(order.command(), Object.class, Object.class);
    if (order.question() == 0) {
      cell.turn.deliver(new Told(cell, account, command, order.argument()));
      return;
    }
    Question<@Nullable Object> question =
        Question.of(cell, account, command, order.argument(), cell.reactor());
    Pair key = new Pair(order.from(), order.question());
    incoming.put(key, question);
    var _ =
        question.handle((value, failure) -> {
          incoming.remove(key);
          String to = order.from().text();
          reply(
              back,
              failure == null
                  ? new Message.Reply(to, order.question(), value)
                  : new Message.Refusal(to, order.question(), failure));
          return null;
        });
    cell.turn.deliver(question);
  }

  private RemoteAccount account(Cell cell, ActorId sender, Route back) {
    var pair = new Pair(sender, cell.id());
    RemoteAccount known = accounts.get(pair);
    if (known != null) {
      return known;
    }
    var made = new RemoteAccount(cell, sender, back);
    RemoteAccount before = accounts.putIfAbsent(pair, made);
    if (before != null) {
      return before;
    }
    // After it is in the map: where the receiver has ended already, this runs here and now.
    var _ = cell.ended().thenRun(() -> accounts.remove(pair, made));
    return made;
  }

  /// An actor of this process, or the way to another one, has gone: its accounts go too.
  void forget(ActorId gone) {
    accounts.keySet().removeIf(pair -> pair.sender().equals(gone) || pair.other().equals(gone));
  }
}
