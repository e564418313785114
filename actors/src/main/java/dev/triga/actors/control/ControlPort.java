package dev.triga.actors.control;

import dev.triga.actors.launch.Guard;
import dev.triga.actors.launch.Hello;
import dev.triga.actors.launch.RunHome;
import dev.triga.actors.launch.Secret;
import dev.triga.actors.wire.WireConnection;
import dev.triga.net.Endpoint;
import dev.triga.net.ListenOptions;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The socket in the run directory on which operators ask. It has a secret of its own, which lies
/// beside it in a file that only its owner can read: who knows it can ask what [ControlActions]
/// answers, and nothing else of the run. On the arbiter's turn.
public final class ControlPort {
  /// The name of the socket.
  static final String SOCKET = "control";

  /// The name of the file with the secret.
  static final String KEY = "control.key";

  /// How many may ask at a time.
  private static final int SESSIONS_MAX = 64;

  private final Reactor reactor;
  private final ControlActions actions;
  private int sessions;

  private ControlPort(Reactor reactor, ControlActions actions) {
    this.reactor = reactor;
    this.actions = actions;
  }

  /// Listens from now on.
  ///
  /// @throws IOException if the secret cannot be written
  /// @throws dev.triga.actors.launch.RunDirectoryException if there is no place for the socket
  /// @throws dev.triga.net.BindFailure if the socket cannot be made
  public static void open(Reactor reactor, RunHome home, ControlActions actions)
      throws IOException {
    var directory = home.directory();
    var secret = Secret.fresh();
    secret.save(directory.path().resolve(KEY));
    var port = new ControlPort(reactor, actions);
    reactor.listen(
        Endpoint.unix(directory.socket(SOCKET)),
        ListenOptions.DEFAULT,
        new Guard(secret, home.owner(), port::welcome).factory());
  }

  /// Where the control socket of a run is.
  static Path socket(Path directory) {
    return directory.resolve(SOCKET);
  }

  private WireConnection.@Nullable Receiver welcome(Hello hello, WireConnection connection) {
    if (hello.purpose() != Hello.Purpose.CONTROL) {
      return null;
    }
    if (sessions >= SESSIONS_MAX) {
      reactor.log().warning(SESSIONS_MAX + " operators ask already: one more was sent away");
      return null;
    }
    sessions++;
    return new ControlSession(connection, actions, () -> sessions--);
  }
}
