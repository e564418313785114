package dev.triga.loop;

import dev.triga.reactor.Signal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Shares the process's signals among its reactors: a signal is installed when the first of them
/// asks for it, goes to all that asked, and gets its old disposition back when the last one leaves.
/// Any thread.
final class SignalHub {
  /// The one over the signals of this process.
  static final SignalHub PROCESS = new SignalHub(JvmSignals.ofThisProcess());

  private final SignalSource source;
  private final Map<Signal, Shared> installed = new EnumMap<>(Signal.class);

  SignalHub(SignalSource source) {
    this.source = source;
  }

  /// Adds a receiver, which is called on a thread of the JVM each time the signal arrives. A
  /// receiver is in at most once.
  ///
  /// @throws UnsupportedOperationException if the signal cannot be had, with the reason
  synchronized void join(Signal signal, Receiver receiver) {
    Shared shared = installed.get(signal);
    if (shared == null) {
      shared = new Shared(source.install(signal, () -> arrived(signal)), new ArrayList<>());
      installed.put(signal, shared);
    }
    if (!shared.receivers.contains(receiver)) {
      shared.receivers.add(receiver);
    }
  }

  /// Takes a receiver out; the last one restores the disposition from before.
  synchronized void leave(Signal signal, Receiver receiver) {
    Shared shared = installed.get(signal);
    if (shared != null && shared.receivers.remove(receiver) && shared.receivers.isEmpty()) {
      installed.remove(signal);
      shared.restore.run();
    }
  }

  private void arrived(Signal signal) {
    List<Receiver> receivers;
    synchronized (this) {
      Shared shared = installed.get(signal);
      receivers = shared == null ? List.of() : List.copyOf(shared.receivers);
    }
    receivers.forEach(receiver -> receiver.arrived(signal));
  }

  /// Where a signal goes: a reactor's table. Does not throw.
  @FunctionalInterface
  interface Receiver {
    /// The signal has arrived. On a thread of the JVM.
    void arrived(Signal signal);
  }

  private record Shared(Runnable restore, List<Receiver> receivers) {}
}
