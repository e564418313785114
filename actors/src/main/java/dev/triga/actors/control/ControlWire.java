package dev.triga.actors.control;

import dev.triga.actors.launch.Hello;
import dev.triga.actors.launch.Secret;
import dev.triga.actors.wire.WireException;
import dev.triga.actors.wire.WireInput;
import dev.triga.actors.wire.WireOutput;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The other end of a [ControlSession], without a reactor: it blocks. Not for two threads at once.
public final class ControlWire implements AutoCloseable {
  /// How long an arbiter may take for what it does at once or under time-outs of its own.
  public static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  /// More than this is no answer of an arbiter.
  private static final int ANSWER_BYTES_MAX = WireOutput.MESSAGE_BYTES_MAX;

  /// The flag of a frame that more belongs to.
  private static final int MORE = 2;

  private final SocketChannel channel;
  private final DataInputStream in;

  private ControlWire(SocketChannel channel) {
    this.channel = channel;
    in = new DataInputStream(Channels.newInputStream(channel));
  }

  /// Connects to the arbiter of a run.
  ///
  /// @throws IOException if it is not there
  public static ControlWire connect(Path directory) throws IOException {
    var secret = Secret.load(directory.resolve(ControlPort.KEY));
    var wire = new ControlWire(SocketChannel.open(StandardProtocolFamily.UNIX));
    var socket = UnixDomainSocketAddress.of(ControlPort.socket(directory));
    try {
      wire.within(
          ANSWER_MAX,
          () -> {
            wire.channel.connect(socket);
            wire.send(new Hello(secret, "", Hello.Purpose.CONTROL).toMessage());
            return wire;
          });
      return wire;
    } catch (IOException e) {
      wire.close();
      throw e;
    }
  }

  /// What blocks on the channel.
  private interface Talk<T> {
    T go() throws IOException;
  }

  /// Ends the conversation when it takes longer: an arbiter that is stopped (SIGSTOP) or stuck
  /// would be waited for without end.
  private <T> T within(Duration limit, Talk<T> talk) throws IOException {
    var isOver = new AtomicBoolean();
    Thread watch =
        Thread.startVirtualThread(() -> {
          try {
            Thread.sleep(limit);
          } catch (InterruptedException e) {
            return;
          }
          isOver.set(true);
          close();
        });
    try {
      return talk.go();
    } catch (ClosedChannelException e) {
      if (isOver.get()) {
        throw new SocketTimeoutException("nothing came within " + limit.toSeconds() + " s");
      }
      throw e;
    } finally {
      watch.interrupt();
    }
  }

  private void send(WireOutput message) throws IOException {
    var frame = message.asFrame(0);
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /// Asks and waits for the answer, for as long as it takes.
  ///
  /// @throws ControlRefusal if the arbiter refuses
  /// @throws IOException if it is gone, or does not speak our language
  public @Nullable Object ask(ControlRequest request) throws IOException {
    send(request.toMessage());
    return answer(receive());
  }

  /// Asks and waits for the answer, for so long at most; later there is no conversation any more.
  ///
  /// @throws ControlRefusal if the arbiter refuses
  /// @throws IOException if it is gone or silent, or does not speak our language
  public @Nullable Object ask(ControlRequest request, Duration limit) throws IOException {
    return answer(
        within(
            limit,
            () -> {
              send(request.toMessage());
              return receive();
            }));
  }

  private static @Nullable Object answer(byte[] message) throws IOException {
    try {
      var answer = WireInput.of(message);
      if (answer.takeByte() == ControlSession.REFUSED) {
        throw new ControlRefusal(answer.takeText());
      }
      return PlainValues.read(answer);
    } catch (WireException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// The pieces of the next message.
  private byte[] receive() throws IOException {
    try {
      return receiveAll();
    } catch (EOFException e) {
      throw new IOException("it has ended the conversation", e);
    }
  }

  private byte[] receiveAll() throws IOException {
    var message = new ByteArrayOutputStream();
    while (true) {
      int length = in.readInt() - 1;
      int flags = in.readUnsignedByte();
      if (length < 0 || message.size() + length > ANSWER_BYTES_MAX) {
        throw new IOException("an answer of " + length + " bytes is too long");
      }
      byte[] piece = in.readNBytes(length);
      if (piece.length < length) {
        throw new EOFException();
      }
      message.writeBytes(piece);
      if ((flags & MORE) == 0) {
        return message.toByteArray();
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The conversation is over in any case.
      return;
    }
  }
}
