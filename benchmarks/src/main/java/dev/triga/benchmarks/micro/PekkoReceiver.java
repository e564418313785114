package dev.triga.benchmarks.micro;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// The actor that is told and asked; as a program, in a process of its own until standard input
/// ends, with its address on standard output.
final class PekkoReceiver {
  private PekkoReceiver() {}

  /// What goes between the two.
  public interface Message {}

  /// Wants no answer.
  public record Note(@JsonProperty("value") int value) implements Message {
    /// For the codec.
    @JsonCreator
    public Note {}
  }

  /// Wants an answer.
  public record Question(@JsonProperty("replyTo") ActorRef<Reply> replyTo) implements Message {
    /// For the codec.
    @JsonCreator
    public Question {}
  }

  /// The answer.
  public record Reply(@JsonProperty("value") int value) implements Message {
    /// For the codec.
    @JsonCreator
    public Reply {}
  }

  static Behavior<Message> create() {
    var reply = new Reply(7);
    return Behaviors.receive(Message.class)
        .onMessage(Note.class, note -> Behaviors.same())
        .onMessage(
            Question.class,
            question -> {
              question.replyTo().tell(reply);
              return Behaviors.same();
            })
        .build();
  }

  /// Runs until standard input ends.
  ///
  /// @throws IOException if it cannot be read
  public static void main(String[] args) throws IOException {
    ActorSystem<Message> system =
        ActorSystem.create(create(), "receiver", PekkoActors.config(true));
    System.out.println(ActorRefResolver.get(system).toSerializationFormat(system));
    System.out.flush();
    while (System.in.read() >= 0) {
      continue;
    }
    system.terminate();
  }
}
