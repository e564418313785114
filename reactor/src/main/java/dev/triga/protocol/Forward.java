package dev.triga.protocol;

import dev.triga.async.Deferred;
import dev.triga.loop.ReportPace;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectFailure;
import dev.triga.net.ConnectOptions;
import dev.triga.net.Endpoint;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Forwards each connection to another place: connects there, and carries the bytes both ways.
///
/// ```java
/// reactor.listen(Endpoint.parse("tcp:8080"), Forward.to(Endpoint.parse("tcp:10.0.0.7:80")));
/// ```
///
/// Each direction has its own pace: who sends faster than the other side takes is not read until it
/// does. When one side ends its direction, so does the other; when one is lost or aborted, the
/// other is aborted with the same reason. A connection whose target cannot be reached is aborted,
/// and the reactor's log says why, the less often the more there are.
public final class Forward implements ProtocolFactory<Protocol> {
  private final Endpoint target;
  private final ConnectOptions options;
  private final ReportPace pace = new ReportPace(); // Guarded by itself.

  private Forward(Endpoint target, ConnectOptions options) {
    this.target = Objects.requireNonNull(target, "target");
    this.options = Objects.requireNonNull(options, "options");
  }

  /// Forwards with the default options of connecting.
  public static Forward to(Endpoint target) {
    return to(target, ConnectOptions.DEFAULT);
  }

  /// Forwards.
  public static Forward to(Endpoint target, ConnectOptions options) {
    return new Forward(target, options);
  }

  @Override
  public Protocol open(Transport transport) {
    return new Near(transport);
  }

  /// Anybody can make connections for which there is nobody, as fast as the network lets him.
  private void report(Reactor reactor, Throwable failure) {
    String message;
    synchronized (pace) {
      if (!pace.mayReport(reactor.clock().nanoTime())) {
        return;
      }
      message = "cannot forward a connection" + pace.leftOut("failures");
    }
    if (failure instanceof ConnectFailure) {
      reactor.log().warning(message + ": " + failure.getMessage());
    } else {
      reactor.log().warning(message, failure);
    }
  }

  /// One of the two connections.
  private static class Side implements Protocol {
    final Transport transport;
    private @Nullable Transport other;

    Side(Transport transport) {
      this.transport = transport;
    }

    final void joins(Transport counterpart) {
      other = counterpart;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
      var there = Objects.requireNonNull(other);
      if (there.write(data) == WriteOutcome.ABOVE_HIGH_WATER) {
        transport.pauseReading();
      }
    }

    @Override
    public void writable() {
      if (other != null) {
        other.resumeReading();
      }
    }

    @Override
    public void readClosed(Transport same) {
      if (other != null) {
        other.shutdownOutput();
      }
    }

    @Override
    public void connectionLost(CloseReason reason) {
      if (other == null) {
        return;
      }
      if (reason.isDone()) {
        other.close();
      } else {
        other.abort(reason);
      }
    }
  }

  /// The connection that came in.
  private final class Near extends Side {
    private @Nullable Deferred<Far> connecting;

    Near(Transport transport) {
      super(transport);
    }

    @Override
    public void connectionMade() {
      transport.pauseReading();
      var made = transport.reactor().connect(target, options, there -> new Far(there, this));
      connecting = made;
      made.handle((far, failure) -> {
        connecting = null;
        if (failure != null && !transport.isEnding()) {
          cannotConnect(failure);
        }
        return far;
      });
    }

    private void cannotConnect(Throwable failure) {
      report(transport.reactor(), failure);
      transport.abort(CloseReason.of(CloseReason.Kind.ABORTED, "cannot be forwarded: " + failure));
    }

    @Override
    public void connectionLost(CloseReason reason) {
      if (connecting != null) {
        connecting.cancel();
      }
      super.connectionLost(reason);
    }
  }

  /// The connection to the target.
  private static final class Far extends Side {
    private final Near near;

    Far(Transport transport, Near near) {
      super(transport);
      this.near = near;
    }

    @Override
    public void connectionMade() {
      if (near.transport.isEnding()) {
        transport.abort();
        return;
      }
      joins(near.transport);
      near.joins(transport);
      near.transport.resumeReading();
    }
  }
}
