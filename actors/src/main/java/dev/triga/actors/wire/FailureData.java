package dev.triga.actors.wire;

import dev.triga.actors.RemoteFailure;
import dev.triga.loop.Failures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;

/// A failure on its way to another process: itself, where it can be serialised and its class may
/// come in there, and in any case its class, message and trace as texts.
///
/// @param type the class of what was thrown
/// @param message its message, empty if it has none
/// @param trace its trace as this process prints it, with those of its causes
/// @param bytes itself, serialised; empty if that cannot be done
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record FailureData(String type, String message, String trace, byte[] bytes) {
  /// Longer texts are cut.
  private static final int CHARACTERS_MAX = 64 << 10;

  private static final byte[] NONE = {};

  static FailureData of(Throwable failure, Functions functions) {
    var trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return new FailureData(
        failure.getClass().getName(),
        cut(Objects.requireNonNullElse(failure.getMessage(), "")),
        cut(trace.toString()),
        serialised(failure, functions));
  }

  private static byte[] serialised(Throwable failure, Functions functions) {
    if (failure instanceof RemoteFailure) {
      // It is such texts already, and they stay as they are.
      return NONE;
    }
    try {
      return functions.write(failure);
    } catch (WireException e) {
      return NONE;
    }
  }

  private static String cut(String text) {
    return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
  }

  void write(WireOutput out) {
    out.putText(type).putText(message).putText(trace).putBytes(bytes);
  }

  static FailureData read(WireInput in) {
    return new FailureData(in.takeText(), in.takeText(), in.takeText(), in.takeBytes());
  }

  /// The failure: of its original class if that is known here and would not end the loop that it is
  /// thrown to, else what is known of it. It was thrown in another process: what has no memory, or
  /// halts, is that one.
  Throwable restored(Functions functions) {
    if (bytes.length > 0) {
      try {
        if (functions.read(bytes) instanceof Throwable original && !Failures.isFatal(original)) {
          return original;
        }
      } catch (WireException e) {
        // Its class is not on the path here, or not allowed: the texts are.
        return described();
      }
    }
    return described();
  }

  private RemoteFailure described() {
    return new RemoteFailure(type, message, trace);
  }
}
