package dev.triga.tasks;

import dev.triga.actors.codec.Codec;
import dev.triga.actors.codec.CodecException;
import dev.triga.actors.wire.AllowedTypes;
import dev.triga.actors.wire.Values;
import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How tasks, results and actions become bytes for another process.
final class TaskValues {
  /// How many bytes a task or a result may have: with what stands around it, it has to fit into one
  /// message.
  static final int VALUE_BYTES_MAX = 48 << 20;

  private TaskValues() {}

  static Values fresh() {
    return new Values(
        Codec.current(),
        ClassLoader.getSystemClassLoader(),
        new AllowedTypes(Set.of()),
        Values.StandIns.NONE);
  }

  /// The bytes of a value.
  ///
  /// @param scratch is overwritten
  /// @param what the value is, for the message
  /// @throws CodecException if there are none, with the reason
  static byte[] encode(Values values, WireOutput scratch, String what, @Nullable Object value) {
    try {
      values.write(scratch.clear(), value);
      if (scratch.size() > VALUE_BYTES_MAX) {
        throw new WireException(
            "it has %d bytes, at most %d are possible: put it in a file and send its name"
                .formatted(scratch.size(), VALUE_BYTES_MAX));
      }
      return scratch.toBytes();
    } catch (WireException | CodecException e) {
      throw new CodecException(what + " cannot be sent to another process: " + e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // A getter of the value's class, say.
      throw new CodecException(what + " cannot be sent to another process: " + e, e);
    }
  }

  /// The value of the bytes.
  ///
  /// @throws CodecException if they are none here, with the reason
  static @Nullable Object decode(Values values, String what, byte[] bytes) {
    try {
      var in = WireInput.of(bytes);
      Object value = values.read(in);
      in.end();
      return value;
    } catch (WireException | CodecException e) {
      throw new CodecException(what + " cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new CodecException(what + " cannot be read: " + e, e);
    }
  }
}
