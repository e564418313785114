package dev.triga.nativeio.readiness;

import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.nativeio.socket.OpenSockets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes over pipes, FIFOs, terminals and files as streams.
final class Pipes {
  private Pipes() {}

  /// Takes over a descriptor to read from, one to write to, or both.
  ///
  /// @param input the number, or [Registration#CLOSED] for none
  /// @param output the number, or [Registration#CLOSED] for none
  /// @throws IllegalArgumentException if one is not open
  static void adopt(
      ReadinessDriver driver,
      int input,
      int output,
      Function<StreamHandle, @Nullable StreamSink> claim) {
    for (int descriptor : new int[] {input, output}) {
      if (descriptor != Registration.CLOSED) {
        OpenSockets.unblock(driver.memory, descriptor);
        driver.descriptorTaken(descriptor);
      }
    }
    var stream = new PipeStream(driver, input, output);
    var claimed = claim.apply(stream);
    if (claimed == null) {
      stream.close();
    } else {
      stream.start(claimed);
    }
  }
}
