package dev.triga.actors.worker;

import dev.triga.actors.launch.BootData;
import java.io.DataInputStream;
import java.io.IOException;

/// The program of a worker process. It reads on standard input what it is to be, becomes that, and
/// ends with its actor. It is started by an arbiter only.
public final class WorkerMain {
  /// The spec and what stands around it; a spec is some kilobytes.
  private static final int BOOT_BYTES_MAX = 64 << 20;

  /// What a worker ends with whose reactor has failed.
  private static final int FAILED = 1;

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
    int code = FAILED;
    try {
      code = Worker.run(BootData.of(bytes));
    } catch (Throwable failure) {
      // Said before the end, which comes whatever threads the actor has left.
      WorkerOutput.sayFailure(System.err, failure);
    } finally {
      Runtime.getRuntime().exit(code);
    }
  }
}
