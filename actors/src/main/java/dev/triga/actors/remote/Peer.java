package dev.triga.actors.remote;

import dev.triga.actors.ActorId;
import dev.triga.actors.Termination;
import dev.triga.actors.codec.CodecException;
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
import org.jspecify.annotations.Nullable;

/// Another process of this run, and the way there: what is sent waits until there is a connection.
///
/// One connection is used for sending, whoever has made it, so that messages keep their order.
public final class Peer implements Route, WireConnection.Receiver, MessageForm.Reader {
  private final Peers peers;
  private final ActorId process;
  private volatile boolean isOver;

  // On the turn.
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable WireConnection connection;
  private boolean isConnecting;
  private boolean isWatched;

  /// What waits for the connection.
  private record Waiting(Lane lane, WireOutput message) {}

  Peer(Peers peers, ActorId process) {
    this.peers = peers;
    this.process = process;
  }

  /// The process: the id of the actor that has it.
  public ActorId process() {
    return process;
  }

  // Sending.

  @Override
  public boolean send(Message message) {
    if (isOver) {
      return false;
    }
    try {
      write(message);
    } catch (WireException | CodecException e) {
      if (message instanceof Message.Reply(var to, var question, _)) {
        // Nobody waits for an exception here; who waits for the reply gets it.
        write(new Message.Refusal(to, question, e));
      } else {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
    }
    return true;
  }

  private void write(Message message) {
    boolean isOnTurn = peers.turn().isOnTurn();
    WireOutput out = isOnTurn ? peers.scratch() : new WireOutput();
    peers.form().write(out, message);
    transmit(MessageForm.lane(message), out);
  }

  /// Sends something that is no message of an actor. Any thread.
  void transmit(Lane lane, WireOutput message) {
    if (peers.turn().isOnTurn()) {
      transmitNow(lane, message);
    } else {
      peers.turn().deliver(() -> transmitNow(lane, message));
    }
  }

  private void transmitNow(Lane lane, WireOutput message) {
    var way = connection;
    boolean isTaken = false;
    if (way != null) {
      try {
        isTaken = way.send(lane, message);
      } catch (WireException e) {
        isTaken = true;
        way.abort(CloseReason.of(CloseReason.Kind.OVERFLOW, String.valueOf(e.getMessage())));
      }
    }
    if (!isTaken && !isOver) {
      connection = null;
      waiting.add(new Waiting(lane, message.copy()));
      connect();
    }
  }

  /// Sends the socket of a port. On the turn, once there is a connection.
  public void sendPort(String name, Descriptor socket) {
    var way = connection;
    if (way != null) {
      way.send(MessageForm.port(name, true), socket);
    }
  }

  /// Says that a port is kept free for whoever binds it. On the turn.
  public void sendPort(String name) {
    transmit(Lane.CONTROL, MessageForm.port(name, false));
  }

  private void connect() {
    if (!isConnecting && peers.connects(process)) {
      isConnecting = true;
      peers.connect(this);
    }
  }

  /// Notes that somebody asks for its end; false if that was asked before. On the turn.
  boolean beginWatch() {
    boolean isFirst = !isWatched;
    isWatched = true;
    return isFirst;
  }

  /// The attempt to connect is over.
  void connectEnded() {
    isConnecting = false;
    if (!isOver && connection == null && !waiting.isEmpty()) {
      connect();
    }
  }

  /// There is a connection. On the turn.
  void connected(WireConnection made) {
    made.receiver(this);
    var before = connection;
    if (before == null || !before.isOpen()) {
      connection = made;
      while (!waiting.isEmpty()) {
        var next = waiting.remove();
        transmitNow(next.lane, next.message);
      }
    }
  }

  // Receiving. On the turn.

  @Override
  public void messageReceived(Lane lane, WireInput bytes) {
    try {
      peers.form().read(bytes, this);
    } catch (MessageForm.Unreadable e) {
      unreadable(e);
    }
  }

  /// A value is of a class that is not on the path here, say: whoever waits for it is told.
  private void unreadable(MessageForm.Unreadable e) {
    switch (e.message()) {
      case Message.Order order -> {
        String to = order.from().text();
        if (order.question() == 0) {
          peers
              .reactor()
              .log()
              .warning("'" + order.command() + "' of " + to + " was not delivered", e.reason());
        } else {
          send(new Message.Refusal(to, order.question(), e.reason()));
        }
        send(new Message.Credit(to, new ActorId(order.to()), 1));
      }
      case Message.Refusal refusal -> message(refusal);
      default -> throw e.reason();
    }
  }

  @Override
  public void message(Message message) {
    peers.population().receive(message, this);
  }

  @Override
  public void ready() {
    peers.events().ready(this);
  }

  @Override
  public void port(String name, boolean hasSocket) {
    peers.events().port(name, hasSocket);
  }

  @Override
  public void lastWords(Termination termination) {
    peers.events().lastWords(this, termination);
  }

  @Override
  public void descriptorReceived(Descriptor.Raw descriptor) {
    peers.events().descriptorReceived(descriptor);
  }

  @Override
  public void connectionLost(CloseReason reason) {
    var way = connection;
    // Where both sides have connected, only one connection is used for sending.
    if (!isOver && way != null && !way.isOpen()) {
      connection = null;
      peers.events().disconnected(this, reason);
    }
  }

  // The end.

  /// Nothing can be sent there any more. Any thread.
  void end() {
    isOver = true;
    peers
        .turn()
        .deliver(() -> {
          waiting.clear();
          var way = connection;
          connection = null;
          if (way != null) {
            way.close();
          }
        });
  }

  /// Whether the process has ended, as far as is known here.
  public boolean isOver() {
    return isOver;
  }

  @Override
  public String toString() {
    return "process of " + process + (isOver ? ", ended" : "");
  }
}
