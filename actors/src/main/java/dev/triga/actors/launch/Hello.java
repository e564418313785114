package dev.triga.actors.launch;

import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;

/// The first message on every connection between processes of a run: who connects, and what for.
///
/// @param secret that of the run
/// @param process the id of the actor that has the process
/// @param purpose what the connection is for
public record Hello(Secret secret, String process, Purpose purpose) {
  private static final int ID_LENGTH_MAX = 64;

  /// What a connection is for.
  public enum Purpose {
    /// Pings, answered by a thread that does nothing else.
    BEACON(1),
    /// Messages between actors, in both directions.
    MESSAGES(2),
    /// Questions of an operator.
    CONTROL(3);

    private final int number;

    Purpose(int number) {
      this.number = number;
    }

    private static Purpose of(int number) {
      for (Purpose purpose : values()) {
        if (purpose.number == number) {
          return purpose;
        }
      }
      throw new WireException("the first message is no greeting");
    }
  }

  /// The message.
  public WireOutput toMessage() {
    var out = new WireOutput();
    secret.write(out);
    return out.putText(process).putByte(purpose.number);
  }

  /// Reads one.
  ///
  /// @throws WireException if it is none
  static Hello read(WireInput in) {
    var secret = Secret.read(in);
    String process = in.takeText();
    var purpose = Purpose.of(in.takeByte());
    in.end();
    if (process.length() > ID_LENGTH_MAX) {
      throw new WireException("the first message is no greeting");
    }
    return new Hello(secret, process, purpose);
  }
}
