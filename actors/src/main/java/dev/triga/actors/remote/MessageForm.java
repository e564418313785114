package dev.triga.actors.remote;

import dev.triga.actors.ActorId;
import dev.triga.actors.Termination;
import dev.triga.actors.message.Message;
import dev.triga.actors.wire.Lane;
import dev.triga.actors.wire.Values;
import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import org.jspecify.annotations.Nullable;

/// Messages as bytes, each behind the number of its kind. Any thread.
final class MessageForm {
  private static final int ORDER = 1;
  private static final int REPLY = 2;
  private static final int REFUSAL = 3;
  private static final int WITHDRAWAL = 4;
  private static final int WATCH = 5;
  private static final int ENDED = 6;
  private static final int CREDIT = 7;
  private static final int STOP = 8;
  private static final int KILL = 9;
  private static final int READY = 10;
  private static final int LAST_WORDS = 11;
  private static final int PORT = 12;

  private final Values values;

  MessageForm(Values values) {
    this.values = values;
  }

  /// What is about an actor's life overtakes what is in its mail. Replies and credit go with the
  /// mail: a reply must not come before what was told earlier.
  static Lane lane(Message message) {
    return switch (message) {
      case Message.Order _, Message.Reply _, Message.Refusal _ -> Lane.MAIL;
      case Message.Credit _ -> Lane.CONTROL;
      // What has been sent before the end still arrives.
      case Message.Ended _ -> Lane.MAIL;
      // In turn with what was sent before it.
      case Message.Stop _ -> Lane.MAIL;
      case Message.Withdrawal _, Message.Watch _, Message.Kill _ -> Lane.CONTROL;
    };
  }

  /// Writes a message.
  ///
  /// @throws WireException if a value in it cannot be sent
  /// @throws dev.triga.actors.codec.CodecException likewise
  void write(WireOutput out, Message message) {
    switch (message) {
      case Message.Order(var to, var from, var command, var argument, var question) -> {
        out.putByte(ORDER).putText(to).putText(from.text()).putText(command).putNumber(question);
        values.write(out, argument);
      }
      case Message.Reply(var to, var question, var value) -> {
        out.putByte(REPLY).putText(to).putNumber(question);
        values.write(out, value);
      }
      case Message.Refusal(var to, var question, var failure) -> {
        out.putByte(REFUSAL).putText(to).putNumber(question);
        values.write(out, failure);
      }
      case Message.Withdrawal(var to, var from, var question) ->
          out.putByte(WITHDRAWAL).putText(to).putText(from.text()).putNumber(question);
      case Message.Watch(var to, var from) -> out.putByte(WATCH).putText(to).putText(from.text());
      case Message.Ended(var to, var termination) -> {
        out.putByte(ENDED).putText(to);
        write(out, termination);
      }
      case Message.Credit(var to, var from, var count) ->
          out.putByte(CREDIT).putText(to).putText(from.text()).putNumber(count);
      case Message.Stop(var to, var cause) -> out.putByte(STOP).putText(to).putText(cause.name());
      case Message.Kill(var to) -> out.putByte(KILL).putText(to);
    }
  }

  /// Says that this process is ready.
  static WireOutput ready() {
    return new WireOutput().putByte(READY);
  }

  /// Says how the main actor of this process has ended, before the process does.
  WireOutput lastWords(Termination ended) {
    var out = new WireOutput().putByte(LAST_WORDS);
    write(out, ended);
    return out;
  }

  /// Says which port the socket is of that is sent with this, or that there is none to send.
  static WireOutput port(String name, boolean hasSocket) {
    return new WireOutput().putByte(PORT).putText(name).putByte(hasSocket ? 1 : 0);
  }

  private void write(WireOutput out, Termination ended) {
    out.putText(ended.id().text())
        .putText(ended.name())
        .putText(ended.cause().name())
        .putNumber(ended.exitCode());
    values.write(out, ended.failure());
  }

  /// Reads what has come, and hands it to whom it concerns.
  ///
  /// @throws WireException if it is no message
  void read(WireInput in, Reader reader) {
    int kind = in.takeByte();
    switch (kind) {
      case READY -> {
        in.end();
        reader.ready();
      }
      case LAST_WORDS -> reader.lastWords(termination(in));
      case PORT -> reader.port(in.takeText(), in.takeByte() == 1);
      default -> reader.message(message(in, kind));
    }
  }

  /// Whom messages concern.
  interface Reader {
    /// For an actor.
    void message(Message message);

    /// The process is ready.
    void ready();

    /// A port, with the socket that came before or without.
    void port(String name, boolean hasSocket);

    /// The process is about to end.
    void lastWords(Termination termination);
  }

  private Message message(WireInput in, int kind) {
    String to = in.takeText();
    Message read =
        switch (kind) {
          case ORDER -> order(in, to);
          case REPLY -> reply(in, to);
          case REFUSAL -> refusal(in, to);
          case WITHDRAWAL -> new Message.Withdrawal(to, id(in), in.takeNumber());
          case WATCH -> new Message.Watch(to, id(in));
          case ENDED -> new Message.Ended(to, termination(in));
          case CREDIT -> new Message.Credit(to, id(in), (int) in.takeNumber());
          case STOP -> new Message.Stop(to, cause(in));
          case KILL -> new Message.Kill(to);
          default -> throw new WireException("there is no message of kind " + kind);
        };
    in.end();
    return read;
  }

  /// An order whose argument cannot be read is answered as such, so the rest has to be known.
  private Message order(WireInput in, String to) {
    ActorId from = id(in);
    String command = in.takeText();
    long question = in.takeNumber();
    try {
      return new Message.Order(to, from, command, values.read(in), question);
    } catch (WireException | dev.triga.actors.codec.CodecException e) {
      throw new Unreadable(new Message.Order(to, from, command, null, question), e);
    }
  }

  private Message reply(WireInput in, String to) {
    long question = in.takeNumber();
    try {
      return new Message.Reply(to, question, values.read(in));
    } catch (WireException | dev.triga.actors.codec.CodecException e) {
      throw new Unreadable(new Message.Refusal(to, question, e), e);
    }
  }

  private Message refusal(WireInput in, String to) {
    long question = in.takeNumber();
    return new Message.Refusal(to, question, failure(values.read(in)));
  }

  private static Throwable failure(@Nullable Object read) {
    if (read instanceof Throwable failure) {
      return failure;
    }
    throw new WireException("a refusal without a failure");
  }

  private Termination termination(WireInput in) {
    ActorId id = id(in);
    String name = in.takeText();
    var cause = cause(in);
    int exitCode = (int) in.takeNumber();
    Object failure = values.read(in);
    return new Termination(id, name, cause, exitCode, failure == null ? null : failure(failure));
  }

  private static Termination.Cause cause(WireInput in) {
    String name = in.takeText();
    try {
      return Termination.Cause.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new WireException("there is no cause of termination called " + name, e);
    }
  }

  private static ActorId id(WireInput in) {
    try {
      return new ActorId(in.takeText());
    } catch (IllegalArgumentException e) {
      throw new WireException(String.valueOf(e.getMessage()), e);
    }
  }

  /// A message in good order with a value that cannot be read here: its class is not on the path,
  /// say. Whoever waits for it is told.
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Message message;
    private final RuntimeException reason;

    Unreadable(Message message, RuntimeException reason) {
      super(reason.getMessage(), reason, false, false);
      this.message = message;
      this.reason = reason;
    }

    /// The message, without the value.
    Message message() {
      return message;
    }

    /// Why the value cannot be read.
    RuntimeException reason() {
      return reason;
    }
  }
}
