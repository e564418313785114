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
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The other end of a [ControlSession], without a reactor: it blocks. Not for two threads at once.
public final class ControlWire implements AutoCloseable {
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
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(ControlPort.socket(directory)));
    var wire = new ControlWire(channel);
    wire.send(new Hello(secret, "", Hello.Purpose.CONTROL).toMessage());
    return wire;
  }

  private void send(WireOutput message) throws IOException {
    var frame = message.asFrame(0);
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /// Asks and waits for the answer.
  ///
  /// @throws ControlRefusal if the arbiter refuses
  /// @throws IOException if it is gone, or does not speak our language
  public @Nullable Object ask(ControlRequest request) throws IOException {
    send(request.toMessage());
    try {
      var answer = WireInput.of(receive());
      if (answer.takeByte() == ControlSession.REFUSED) {
        throw new ControlRefusal(answer.takeText());
      }
      return PlainValues.read(answer);
    } catch (WireException e) {
      throw new IOException(e.getMessage(), e);
    } catch (EOFException e) {
      throw new IOException("it has ended the conversation", e);
    }
  }

  /// The pieces of the next message.
  private byte[] receive() throws IOException {
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
