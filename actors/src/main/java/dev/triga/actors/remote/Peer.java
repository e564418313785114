package dev.triga.actors.remote;

import dev.triga.actors.ActorId;
import dev.triga.actors.Termination;
import dev.triga.actors.message.Message;
import dev.triga.actors.message.Route;
import dev.triga.actors.wire.Lane;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import dev.triga.driver.Descriptor;
import dev.triga.net.CloseReason;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Another process of this run: what is sent there waits until there is a connection, and all that
/// is known of its actors ends with it.
///
/// One connection is used for sending, whoever has made it, so that messages keep their order.
public final class Peer implements Route, WireConnection.Receiver {
  private final Peers peers;
  private final ActorId process;
  private final Questions questions;
  private final Inbound inbound;
  private final Map<ActorId, RemoteReference> references = new ConcurrentHashMap<>();
  private volatile @Nullable Termination ended;

  // On the turn.
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable WireConnection connection;
  private boolean isConnecting;

  /// What waits for the connection.
  private record Waiting(Lane lane, WireOutput message) {}

  Peer(Peers peers, ActorId process) {
    this.peers = peers;
    this.process = process;
    questions =
        new Questions(
            peers.reactor(),
            number -> send(new Message.Withdrawal(process.text(), peers.self(), number)));
    inbound = new Inbound(peers, this);
  }

  /// The process: the id of the actor that has it.
  public ActorId process() {
    return process;
  }

  Questions questions() {
    return questions;
  }

  /// Whom messages of threads without an actor come from.
  ActorId threads() {
    return peers.threads();
  }

  /// An actor of that process; always the same object for the same actor. Any thread.
  public RemoteReference reference(ActorId id, String name, int credit) {
    var known =
        references.computeIfAbsent(id, _ -> new RemoteReference(this, id, name, credit));
    var over = ended;
    if (over != null) {
      known.ended(of(over, known));
    }
    return known;
  }

  // Sending.

  @Override
  public boolean send(Message message) {
    if (ended != null) {
      return false;
    }
    Lane lane = MessageForm.lane(message);
    if (peers.turn().isOnTurn()) {
      WireOutput out = peers.scratch();
      peers.form().write(out, message);
      transmit(lane, out);
    } else {
      var out = new WireOutput();
      peers.form().write(out, message);
      peers.turn().deliver(() -> transmit(lane, out));
    }
    return true;
  }

  private void transmit(Lane lane, WireOutput message) {
    var way = connection;
    if (way != null) {
      try {
        way.send(lane, message);
      } catch (WireException e) {
        way.abort(CloseReason.of(CloseReason.Kind.OVERFLOW, String.valueOf(e.getMessage())));
      }
    } else if (ended == null) {
      waiting.add(new Waiting(lane, message.copy()));
      connect();
    }
  }

  /// Sends an open socket with a message that says what it is. On the turn.
  ///
  /// @return false if there is no connection
  public boolean send(WireOutput message, Descriptor descriptor) {
    var way = connection;
    return way != null && way.send(message, descriptor);
  }

  private void connect() {
    if (!isConnecting && peers.connects(process)) {
      isConnecting = true;
      peers.connect(this);
    }
  }

  /// The attempt to connect is over.
  void connectEnded() {
    isConnecting = false;
    if (ended == null && connection == null && !waiting.isEmpty()) {
      connect();
    }
  }

  /// There is a connection. On the turn.
  public void connected(WireConnection made) {
    made.receiver(this);
    if (connection == null) {
      connection = made;
      while (!waiting.isEmpty()) {
        var next = waiting.remove();
        transmit(next.lane, next.message);
      }
    }
  }

  void watch(RemoteReference reference) {
    send(new Message.Watch(reference.id().text(), peers.self()));
  }

  void kill(RemoteReference reference) {
    peers.kill(this, reference);
  }

  // Receiving. On the turn.

  @Override
  public void messageReceived(Lane lane, WireInput bytes) {
    Message message;
    try {
      message = peers.form().read(bytes);
    } catch (MessageForm.Unreadable e) {
      inbound.unreadable(e);
      return;
    }
    switch (message) {
      case Message.Reply(_, var question, var value) -> questions.answered(question, value);
      case Message.Refusal(_, var question, var failure) -> questions.failed(question, failure);
      case Message.Credit(var to, var from, var count) -> credit(to, from, count);
      case Message.Ended(_, var termination) -> actorEnded(termination);
      case Message.Ready _ -> peers.ready(this);
      default -> inbound.take(message);
    }
  }

  private void credit(String to, ActorId from, int count) {
    var reference = references.get(from);
    if (reference != null) {
      reference.account(new ActorId(to)).give(count);
    }
  }

  private void actorEnded(Termination termination) {
    if (termination.id().equals(process)) {
      peers.lastWords(this, termination);
    } else {
      // Somebody here may be asked about it later, so those that nobody has asked about go.
      var reference = references.remove(termination.id());
      if (reference != null) {
        reference.ended(termination);
      } else {
        peers.elsewhereEnded(termination);
      }
    }
  }

  @Override
  public void descriptorReceived(Descriptor.Raw descriptor) {
    peers.descriptorReceived(descriptor);
  }

  @Override
  public void connectionLost(CloseReason reason) {
    if (ended == null) {
      connection = null;
      peers.disconnected(this, reason);
    }
  }

  // The end.

  /// The process has ended, and all its actors with it. Any thread.
  public void end(Termination termination) {
    if (ended != null) {
      return;
    }
    ended = termination;
    for (var reference : List.copyOf(references.values())) {
      reference.ended(of(termination, reference));
    }
    references.clear();
    questions.ended(null, termination);
    peers.turn()
        .deliver(
            () -> {
              waiting.clear();
              inbound.end();
              var way = connection;
              connection = null;
              if (way != null) {
                way.close();
              }
            });
  }

  private Termination of(Termination process, RemoteReference reference) {
    return reference.id().equals(process.id())
        ? process
        : new Termination(
            reference.id(), reference.name(), process.cause(), process.exitCode(), process.failure());
  }

  /// How an actor has ended to which nothing can be sent any more.
  Termination lost(RemoteReference reference) {
    var over = ended;
    return over == null
        ? new Termination(reference.id(), reference.name(), Termination.Cause.LOST, 1, null)
        : of(over, reference);
  }

  /// Whether the process has ended, as far as is known here.
  public boolean isOver() {
    return ended != null;
  }

  @Override
  public String toString() {
    return "process of " + process + (ended == null ? "" : ", ended");
  }
}
