package dev.triga.actors.control;

import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import java.util.ArrayList;
import java.util.List;

/// What an operator wants of an arbiter.
///
/// @param action the name of the action
/// @param arguments what it is about
public record ControlRequest(String action, List<String> arguments) {
  /// The most bytes of one.
  public static final int BYTES_MAX = 64 << 10;

  private static final int ARGUMENTS_MAX = 100;

  /// Copies the arguments.
  public ControlRequest {
    arguments = List.copyOf(arguments);
  }

  /// The message.
  public WireOutput toMessage() {
    var out = new WireOutput().putText(action).putNumber(arguments.size());
    arguments.forEach(out::putText);
    return out;
  }

  /// Reads one.
  ///
  /// @throws WireException if it is none
  static ControlRequest read(WireInput in) {
    String action = in.takeText();
    var arguments = new ArrayList<String>();
    for (int left = in.takeCount(ARGUMENTS_MAX); left > 0; left--) {
      arguments.add(in.takeText());
    }
    in.end();
    return new ControlRequest(action, arguments);
  }

  /// An argument.
  ///
  /// @throws ControlRefusal if there are fewer
  String argument(int index) {
    if (index >= arguments.size()) {
      throw new ControlRefusal("'%s' lacks its argument %d".formatted(action, index + 1));
    }
    return arguments.get(index);
  }
}
