package dev.triga.stream;

import dev.triga.async.Deferred;
import dev.triga.net.CloseReason;
import dev.triga.net.Producer;
import dev.triga.net.Protocol;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A connection as two directions of a stream: what is attached to [#bytes()] receives what the
/// peer sends, and what it gives is sent to the peer.
///
/// ```java
/// reactor.connect(endpoint, transport -> StreamProtocol.attached(transport, agent.bytes()));
/// ```
///
/// **Flow.** Reading is paused while nothing is attached or there is no credit; what one read
/// brings beyond the credit is kept, at most a read buffer. In the other direction there is credit
/// for [ByteConsumer#DEFAULT_WINDOW_BYTES], and none while more is unsent than the high watermark
/// of the transport.
///
/// **The end.** The end of the peer's side ends the data; the end of what is attached ends our
/// side, after everything is sent; [HalfClose] says whether the other direction goes on. An abort
/// of either direction aborts the connection, and so does data that ends incomplete, so that the
/// peer does not take it for all. When the connection is lost, the data from it ends with the
/// reason, and what is attached to its other direction is aborted.
///
/// The transport is the stream's: read and write it only through this. On the turn.
public final class StreamProtocol implements Protocol {
  private final Transport transport;
  private final HalfClose halfClose;
  private final Incoming incoming;
  private final Outgoing outgoing;

  /// Made for a connection, both directions of which may end alone.
  public StreamProtocol(Transport transport) {
    this(transport, HalfClose.BOTH);
  }

  /// Made for a connection.
  public StreamProtocol(Transport transport, HalfClose halfClose) {
    this.transport = transport;
    this.halfClose = halfClose;
    this.incoming = new Incoming(transport.reactor());
    this.outgoing = new Outgoing(transport.reactor());
    transport.pauseReading();
  }

  /// Made for a connection, and attached.
  public static StreamProtocol attached(Transport transport, ByteDuplex to) {
    var protocol = new StreamProtocol(transport);
    protocol.bytes().attach(to);
    return protocol;
  }

  /// Both directions, as seen by what is attached.
  public ByteDuplex bytes() {
    return new ByteDuplex(outgoing, incoming);
  }

  /// The connection.
  public Transport transport() {
    return transport;
  }

  @Override
  public void dataReceived(ByteBuffer data) {
    incoming.arrived(data);
  }

  @Override
  public void readClosed(Transport ended) {
    incoming.ends(CloseReason.DONE);
    if (!halfClose.allowsInput()) {
      // In a later pass, after what was written before this one.
      incoming.loop().deliver(outgoing::peerClosed);
    }
  }

  @Override
  public void writable() {
    outgoing.releaseAll();
  }

  @Override
  public void connectionLost(CloseReason reason) {
    incoming.ends(reason);
    outgoing.lost(reason);
  }

  @Override
  public String toString() {
    return "StreamProtocol[" + transport + "]";
  }

  /// What the peer sends.
  private final class Incoming extends ByteProducer {
    /// What one read brought beyond the credit.
    private final ByteQueue surplus = new ByteQueue();

    private @Nullable CloseReason end;

    Incoming(Reactor reactor) {
      super(reactor);
    }

    void arrived(ByteBuffer data) {
      if (surplus.isEmpty()) {
        var ignored = sendSome(data);
      }
      surplus.append(data);
      if (credit() == 0) {
        transport.pauseReading();
      }
    }

    void ends(CloseReason reason) {
      if (end == null) {
        end = reason;
        produce();
      }
    }

    @Override
    protected void produce() {
      if (!sendFrom(surplus)) {
        return;
      }
      var reason = end;
      if (reason != null) {
        endData(reason);
      } else if (credit() > 0) {
        transport.resumeReading();
      }
    }

    @Override
    protected void consumerAttached() {
      reactor()
          .execute(() -> {
            if (transport.isOpen()) {
              control(
                  new StreamControl.Connected(transport.localAddress(), transport.remoteAddress()));
            }
          });
    }

    @Override
    protected void consumerDetached() {
      transport.pauseReading();
    }

    @Override
    protected void aborted(CloseReason reason) {
      surplus.clear();
      transport.abort();
    }

    @Override
    public String toString() {
      return transport + " incoming";
    }
  }

  /// What is sent to the peer.
  private final class Outgoing extends ByteConsumer {
    private final Deferred<Void> sent = new Deferred<>(transport.reactor());
    private boolean isClosing;

    Outgoing(Reactor reactor) {
      super(reactor);
    }

    @Override
    protected void dataReceived(ByteBuffer data) {
      int count = data.remaining();
      if (transport.write(data) == WriteOutcome.ABOVE_HIGH_WATER) {
        hold(count);
      }
    }

    void releaseAll() {
      release(held());
    }

    @Override
    protected void dataEnded(CloseReason reason) {
      if (!reason.isDone()) {
        transport.abort();
        return;
      }
      transport.registerProducer(new WhenSent());
      if (halfClose.allowsOutput()) {
        transport.shutdownOutput();
      } else {
        transport.close();
      }
    }

    @Override
    protected CompletionStage<?> finishing() {
      return sent;
    }

    @Override
    protected void aborted(CloseReason reason) {
      if (!isClosing) {
        transport.abort();
      }
    }

    /// The peer has ended, and what is sent may not go on alone: what was taken is still sent.
    void peerClosed() {
      isClosing = true;
      abort(CloseReason.of(CloseReason.Kind.DONE, "the peer has ended the connection"));
      transport.close();
    }

    void lost(CloseReason reason) {
      abort(reason);
    }

    @Override
    public String toString() {
      return transport + " outgoing";
    }

    /// Waits, at the end of the data, until the system has all of it.
    private final class WhenSent implements Producer.Pull {
      @Override
      @SuppressWarnings("NullAway") // Void has no other value.
      public void resume() {
        if (transport.unsentBytes() == 0) {
          transport.unregisterProducer();
          sent.succeed(null);
        }
      }

      @Override
      public void stop() {
        sent.fail(
            new StreamFailure(
                CloseReason.of(
                    CloseReason.Kind.LOST, "the connection ended before everything was sent")));
      }
    }
  }
}
