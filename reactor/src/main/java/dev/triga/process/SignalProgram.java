package dev.triga.process;

import dev.triga.async.Deferred;
import dev.triga.loop.EventLoop;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Sends signals where there is no native module: the shell's `kill` does it.
final class SignalProgram {
  private static final long WAIT_SECONDS = 10;

  private SignalProgram() {}

  static Deferred<Boolean> send(EventLoop loop, Process process, ProcessSignal signal) {
    return loop.deferToThread(() -> isSent(process, signal));
  }

  private static boolean isSent(Process process, ProcessSignal signal)
      throws IOException, InterruptedException {
    String[] command = {
      "sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal.name(), Long.toString(process.pid())
    };
    Process sender =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Nowhere.FILE))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (sender.waitFor(WAIT_SECONDS, TimeUnit.SECONDS) && sender.exitValue() == 0) {
      return true;
    }
    var _ = sender.destroyForcibly();
    if (process.isAlive()) {
      throw new IllegalStateException(
          "process " + process.pid() + " does not get SIG" + signal + ": kill refused");
    }
    return false;
  }
}
