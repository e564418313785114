package dev.triga.actors.launch;

import dev.triga.actors.wire.Lane;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.net.CloseReason;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.reactor.ScheduledCall;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Lets those in who connect to a process of this run: the system has to say that they are of our
/// user, and their first message has to come soon and to have the secret of the run. Until then not
/// one byte of theirs is looked at otherwise, and they may send no more than that message.
///
/// @param secret that of the run
/// @param owner our user
/// @param welcome what becomes of a connection that was let in
public record Guard(Secret secret, UserPrincipal owner, Welcome welcome) {
  /// How long somebody may take for the first message.
  public static final Duration HELLO_TIMEOUT = Duration.ofSeconds(10);

  /// How long that message may be: the secret, the longest id, and what stands around them.
  private static final int HELLO_BYTES_MAX = 128;

  /// What becomes of a connection that was let in.
  @FunctionalInterface
  public interface Welcome {
    /// Who gets its messages from now on, or null to close it. On the turn.
    WireConnection.@Nullable Receiver of(Hello hello, WireConnection connection);
  }

  /// Makes the protocols of connections to a listening socket.
  public ProtocolFactory<WireConnection> factory() {
    return transport -> isOfOurs(transport) ? new Visitor(transport).connection : null;
  }

  private boolean isOfOurs(Transport transport) {
    var peer = transport.peerCredentials();
    if (peer.user().equals(owner)) {
      return true;
    }
    transport
        .reactor()
        .log()
        .warning(
            "a process of user "
                + peer.user().getName()
                + (peer.pid() == 0 ? "" : " (" + peer.pid() + ")")
                + " has connected to "
                + transport.localAddress()
                + " and was sent away");
    return false;
  }

  /// Somebody who has not said the first word yet.
  private final class Visitor implements WireConnection.Receiver {
    final WireConnection connection;
    private final ScheduledCall patience;

    Visitor(Transport transport) {
      connection = new WireConnection(transport, this);
      patience =
          transport
              .reactor()
              .schedule(
                  HELLO_TIMEOUT,
                  () ->
                      transport.abort(
                          CloseReason.of(
                              CloseReason.Kind.TIMED_OUT,
                              "no greeting came within " + HELLO_TIMEOUT)));
    }

    @Override
    public int messageBytesMax() {
      return HELLO_BYTES_MAX;
    }

    @Override
    public void messageReceived(Lane lane, WireInput message) {
      patience.cancel();
      var hello = Hello.read(message);
      if (!hello.secret().matches(secret)) {
        connection.log().warning("somebody without the secret of this run was sent away");
        throw new WireException("this is not the secret of this run");
      }
      var receiver = welcome.of(hello, connection);
      if (receiver == null) {
        connection.close();
      } else {
        connection.receiver(receiver);
      }
    }

    @Override
    public void connectionLost(CloseReason reason) {
      patience.cancel();
    }
  }
}
