package dev.triga.net;

import dev.triga.async.Deferred;
import dev.triga.driver.Descriptor;
import java.net.SocketAddress;

/// A bound endpoint on which connections are accepted. On the turn, except for the questions.
public interface ListeningPort {
  /// The endpoint with the real address and port, in a form that [Endpoint#parse] reads back. Any
  /// thread.
  Endpoint endpoint();

  /// The address it is bound to. Any thread.
  SocketAddress localAddress();

  /// Stops listening: the port is free when this returns; connections that were accepted live on.
  /// The result comes in a later turn of the loop. Idempotent.
  ///
  /// Who has connected before is accepted first, as far as the backlog goes, so the factory may be
  /// called inside this call. Who is not to be accepted now, because the port is paused or has no
  /// credit, is dropped. Where others have the same socket (a port that was taken over, or whose
  /// [#descriptor] was asked for), who waits is left to them.
  Deferred<Void> stopListening();

  /// Has the file of a Unix-domain socket stay where it is when listening stops: another process
  /// goes on listening on the same socket, and owns the file from then on. Nothing for other ports.
  default void leaveFile() {}

  /// Listens again after [#stopListening()], on the same address and port. Idempotent.
  ///
  /// @throws BindFailure if somebody else has taken it
  void startListening();

  /// Leaves new connections in the system's queue until [#resumeAccepting()].
  void pauseAccepting();

  /// Accepts again.
  void resumeAccepting();

  /// Accepts `count` more connections under controlled accept ([ListenOptions#controlled()]).
  ///
  /// @throws IllegalArgumentException if `count` is less than 1
  /// @throws IllegalStateException if the port accepts without being asked
  void accept(int count);

  /// Whether it listens. Any thread.
  boolean isListening();

  /// The number of connections accepted and not yet ended.
  int connections();

  /// The descriptor below, which stays this port's: for sending it to another process with
  /// [Transport#sendDescriptor].
  ///
  /// @throws IllegalStateException if it does not listen
  /// @throws UnsupportedOperationException if there is none, as in memory
  Descriptor descriptor();
}
