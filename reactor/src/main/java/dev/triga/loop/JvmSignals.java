package dev.triga.loop;

import dev.triga.driver.Availability;
import dev.triga.driver.OperatingSystem;
import dev.triga.reactor.Signal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sun.misc.SignalHandler;

/// Signals of this process, through the one way that the JDK offers.
final class JvmSignals implements SignalSource {
  /// Moves the JVM's own use of USR2 (suspending threads) to another signal.
  static final String SUSPEND_SIGNAL_VARIABLE = "_JAVA_SR_SIGNUM";

  private final Function<String, @Nullable String> environment;
  private final Function<String, Availability> reset;

  /// @param environment looks up an environment variable
  /// @param reset gives an ignored signal, named without `SIG`, its default disposition
  JvmSignals(Function<String, @Nullable String> environment, Function<String, Availability> reset) {
    this.environment = environment;
    this.reset = reset;
  }

  static JvmSignals ofThisProcess() {
    return new JvmSignals(System::getenv, name -> OperatingSystem.current().resetSignal(name));
  }

  @Override
  public Runnable install(Signal signal, Runnable action) {
    if (signal == Signal.USR2 && environment.apply(SUSPEND_SIGNAL_VARIABLE) == null) {
      throw new UnsupportedOperationException(
          "signal USR2 cannot be had: this JVM suspends its threads with it;"
              + " start java with "
              + SUSPEND_SIGNAL_VARIABLE
              + "=40 in the environment");
    }
    var number = number(signal);
    SignalHandler handler = arrived -> action.run();
    SignalHandler before = handle(signal, number, handler);
    if (before.equals(SignalHandler.SIG_IGN) && isLeftIgnored(signal)) {
      takeFromIgnored(signal, number, handler);
    }
    return () -> handle(signal, number, before);
  }

  private static sun.misc.Signal number(Signal signal) {
    try {
      return new sun.misc.Signal(signal.name());
    } catch (IllegalArgumentException e) {
      throw unsupported(signal, "this system does not know it", e);
    }
  }

  private static SignalHandler handle(
      Signal signal, sun.misc.Signal number, SignalHandler handler) {
    try {
      return sun.misc.Signal.handle(number, handler);
    } catch (IllegalArgumentException e) {
      throw unsupported(signal, "the JVM keeps it for itself (is it started with -Xrs?)", e);
    }
  }

  /// HotSpot respects it when the parent has ignored one of these three, as `nohup` and scripts do
  /// for background jobs: it answers "was ignored" and installs nothing. Others it installs all the
  /// same.
  private static boolean isLeftIgnored(Signal signal) {
    return switch (signal) {
      case HUP, INT, TERM -> true;
      case USR1, USR2, TTIN, TTOU, CHLD, WINCH -> false;
    };
  }

  private void takeFromIgnored(Signal signal, sun.misc.Signal number, SignalHandler handler) {
    String reason =
        switch (reset.apply(signal.name())) {
          case Availability.Unavailable no -> no.reason();
          case Availability.Available yes ->
              handle(signal, number, handler).equals(SignalHandler.SIG_IGN)
                  ? "it is ignored again at once"
                  : "";
        };
    if (!reason.isEmpty()) {
      throw unsupported(signal, "whoever started this process has it ignored, and " + reason, null);
    }
  }

  private static UnsupportedOperationException unsupported(
      Signal signal, String reason, @Nullable Throwable cause) {
    return new UnsupportedOperationException(
        "signal " + signal + " cannot be had: " + reason, cause);
  }
}
