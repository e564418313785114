package dev.triga.actors.worker;

import dev.triga.actors.launch.BootData;
import java.io.DataInputStream;
import java.io.IOException;

/// The program of a worker process. It reads on standard input what it is to be, becomes that, and
/// ends with its actor. It is started by an arbiter only.
public final class WorkerMain {
  /// The spec and what stands around it; a spec is some kilobytes.
  private static final int BOOT_BYTES_MAX = 64 << 20;

  private WorkerMain() {}

  /// Runs a worker.
  ///
  /// @throws IOException if there is no arbiter
  public static void main(String[] args) throws IOException {
    var input = new DataInputStream(System.in);
    int length = input.readInt();
    if (length < 0 || length > BOOT_BYTES_MAX) {
      throw new IOException("standard input is not an arbiter's; workers are started by arbiters");
    }
    byte[] bytes = input.readNBytes(length);
    int code = Worker.run(BootData.of(bytes));
    // Threads of the actor's that nobody has ended do not keep the process.
    Runtime.getRuntime().exit(code);
  }
}
