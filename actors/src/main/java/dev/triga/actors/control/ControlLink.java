package dev.triga.actors.control;

import dev.triga.actors.launch.Hello;
import dev.triga.actors.launch.Secret;
import dev.triga.actors.wire.Lane;
import dev.triga.actors.wire.WireConnection;
import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.async.Deferred;
import dev.triga.driver.Descriptor;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.reactor.Reactor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The other end of a [ControlSession] on a reactor: it can receive open sockets, which
/// [ControlWire] cannot. On the turn.
public final class ControlLink implements WireConnection.Receiver {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final Reactor reactor;
  private final List<Descriptor.Raw> sockets = new ArrayList<>();
  private @Nullable WireConnection connection;
  private @Nullable Deferred<@Nullable Object> asked;

  private ControlLink(Reactor reactor) {
    this.reactor = reactor;
  }

  /// Connects to the arbiter of a run.
  ///
  /// @throws IOException if it has no secret there
  public static Deferred<ControlLink> connect(Reactor reactor, Path directory) throws IOException {
    var hello =
        new Hello(Secret.load(directory.resolve(ControlPort.KEY)), "", Hello.Purpose.CONTROL);
    var link = new ControlLink(reactor);
    return reactor
        .connect(
            Endpoint.unix(ControlPort.socket(directory)),
            ConnectOptions.DEFAULT.withTimeout(CONNECT_TIMEOUT),
            transport -> new WireConnection(transport, link))
        .thenApply(made -> {
          link.connection = made;
          made.send(Lane.CONTROL, hello.toMessage());
          return link;
        });
  }

  /// Asks. One question at a time.
  ///
  /// @return fails with [ControlRefusal] if the arbiter refuses, or is gone
  public Deferred<@Nullable Object> ask(ControlRequest request) {
    var open = connection;
    var answer = new Deferred<@Nullable Object>(reactor);
    if (open == null || !open.send(Lane.CONTROL, request.toMessage())) {
      answer.fail(new ControlRefusal("the arbiter is gone"));
    } else {
      asked = answer;
    }
    return answer;
  }

  /// The open sockets that have come, which belong to the caller from now on.
  public List<Descriptor.Raw> takeSockets() {
    var taken = List.copyOf(sockets);
    sockets.clear();
    return taken;
  }

  @Override
  @SuppressWarnings("NullAway") // It cannot see that T takes null where T says so.
  public void messageReceived(Lane lane, WireInput message) {
    int kind = message.takeByte();
    if (kind == ControlSession.SOCKET) {
      return; // It has come already, and its place is the same among its like.
    }
    var waiting = asked;
    if (waiting == null) {
      throw new WireException("an answer has come to no question");
    }
    asked = null;
    if (kind == ControlSession.REFUSED) {
      waiting.fail(new ControlRefusal(message.takeText()));
    } else {
      waiting.succeed(PlainValues.read(message));
    }
  }

  @Override
  public void descriptorReceived(Descriptor.Raw descriptor) {
    sockets.add(descriptor);
  }

  @Override
  public void connectionLost(CloseReason reason) {
    connection = null;
    var waiting = asked;
    if (waiting != null) {
      asked = null;
      waiting.fail(new ControlRefusal("the arbiter is gone: " + reason));
    }
  }
}
