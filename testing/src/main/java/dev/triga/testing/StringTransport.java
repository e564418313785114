package dev.triga.testing;

import dev.triga.async.Deferred;
import dev.triga.driver.ChannelFile;
import dev.triga.driver.Descriptor;
import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import dev.triga.net.OpenFile;
import dev.triga.net.PeerCredentials;
import dev.triga.net.Producer;
import dev.triga.net.Protocol;
import dev.triga.net.ProtocolFactory;
import dev.triga.net.Transport;
import dev.triga.net.WriteOutcome;
import dev.triga.reactor.Reactor;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A transport without a connection: it keeps what a protocol writes, and the test says what comes
/// in. For the shortest tests of a protocol alone; for everything about time and order there are
/// [MemoryReactor] and [Simulation].
///
/// ```java
/// var transport = new StringTransport(memory.reactor());
/// transport.open(Echo::new);
/// transport.receive("hello");
/// assertEquals("hello", transport.text());
/// transport.close();
/// memory.settle(); // connectionLost never comes from inside a call
/// ```
///
/// What is written counts as sent at once, unless it is [#hold()]ing. Calls of the test run the
/// protocol directly; while nobody runs the reactor that is as good as its turn. For one thread.
public final class StringTransport implements Transport {
  private static final InetSocketAddress LOCAL =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7000);
  private static final InetSocketAddress REMOTE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);

  private final Reactor reactor;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();
  private @Nullable Protocol protocol;
  private @Nullable Producer producer;
  private @Nullable CloseReason end;
  private final List<Deferred<CloseReason>> waiting = new ArrayList<>();
  private boolean isLost;
  private boolean producerPaused;
  private boolean holding;
  private boolean outputShut;
  private boolean readingPaused;
  private boolean wantsWritable;
  private int unsent;
  private int lowWater = DEFAULT_LOW_WATER_BYTES;
  private int highWater = DEFAULT_HIGH_WATER_BYTES;

  /// A transport for protocols of this reactor.
  public StringTransport(Reactor reactor) {
    this.reactor = reactor;
  }

  // What the test does.

  /// Makes a protocol for it and tells it that the connection stands.
  ///
  /// @throws IllegalStateException if the factory declines
  public <P extends Protocol> P open(ProtocolFactory<P> factory) {
    var made = factory.open(this);
    if (made == null) {
      throw new IllegalStateException("the factory has declined the connection");
    }
    protocol = made;
    made.connectionMade();
    return made;
  }

  private Protocol protocol() {
    var opened = protocol;
    if (opened == null) {
      throw new IllegalStateException("nobody is there yet: call open first");
    }
    return opened;
  }

  /// Has bytes come in.
  ///
  /// @throws IllegalStateException if reading is paused or the connection has ended: then nothing
  ///   would come
  public void receive(byte[] data) {
    if (readingPaused || end != null) {
      throw new IllegalStateException(
          "nothing comes in: " + (end != null ? "the connection has ended" : "reading is paused"));
    }
    protocol().dataReceived(ByteBuffer.wrap(data).asReadOnlyBuffer());
  }

  /// Has a text come in, as UTF-8.
  public void receive(String text) {
    receive(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Has the peer end its side.
  public void endInput() {
    protocol().readClosed(this);
  }

  /// Has the connection end by the peer or the network; the protocol hears of it in the next pass
  /// of the reactor.
  ///
  /// @return whether it stood until now
  public boolean lose(CloseReason reason) {
    return end(reason);
  }

  /// Lets nothing out from now on, as with a peer that does not read.
  public void hold() {
    holding = true;
  }

  /// Lets everything out that was held, and whoever waited for that go on.
  public void release() {
    holding = false;
    unsent = 0;
    var held = producer;
    if (held != null && (producerPaused || held instanceof Producer.Pull)) {
      producerPaused = false;
      held.resume();
    }
    if (wantsWritable) {
      wantsWritable = false;
      protocol().writable();
    }
  }

  /// What was written since the beginning or the last [#clear()].
  public byte[] bytes() {
    return written.toByteArray();
  }

  /// What was written, as UTF-8.
  public String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  /// Forgets what was written.
  public void clear() {
    written.reset();
  }

  /// Why the connection has ended, or null while it stands.
  public @Nullable CloseReason end() {
    return end;
  }

  /// Whether our side was ended, by half or as a whole.
  public boolean isOutputShut() {
    return outputShut || end != null;
  }

  /// The producer that is registered, or null.
  public @Nullable Producer producer() {
    return producer;
  }

  /// Whether the producer was told to pause.
  public boolean isProducerPaused() {
    return producerPaused;
  }

  // What the protocol does.

  @Override
  public WriteOutcome write(ByteBuffer data) {
    var copy = new byte[data.remaining()];
    data.get(copy);
    if (isOutputShut()) {
      return WriteOutcome.CLOSED;
    }
    written.writeBytes(copy);
    if (holding) {
      unsent += copy.length;
      if (unsent > highWater) {
        wantsWritable = true;
        pauseProducer();
        return WriteOutcome.ABOVE_HIGH_WATER;
      }
    }
    return WriteOutcome.QUEUED;
  }

  private void pauseProducer() {
    if (producer instanceof Producer.Push push && !producerPaused) {
      producerPaused = true;
      push.pause();
    }
  }

  @Override
  public WriteOutcome writeSequence(Iterable<ByteBuffer> data) {
    var outcome = isOutputShut() ? WriteOutcome.CLOSED : WriteOutcome.QUEUED;
    for (var part : data) {
      outcome = write(part);
    }
    return outcome;
  }

  private record ChannelHeld(Path path, BasicFileAttributes attributes, ChannelFile file)
      implements OpenFile {
    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Opens the file at once.
  @Override
  public Deferred<OpenFile> openFile(Path file) {
    return Deferred.maybe(() -> {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new ChannelHeld(file, attributes, ChannelFile.of(new FileRegion.Source.OfPath(file)));
    });
  }

  /// Reads the file at once and keeps its bytes as if they had been written.
  @Override
  public Deferred<Long> sendFile(FileRegion region) {
    return Deferred.maybe(() -> {
      var file =
          region.source() instanceof FileRegion.Source.OfOpen(ChannelHeld held)
              ? held.file()
              : ChannelFile.of(region.source());
      try {
        long size = file.size() - region.from();
        var bytes =
            ByteBuffer.allocate(Math.toIntExact(region.isPromised() ? region.count() : size));
        while (bytes.hasRemaining()) {
          if (file.channel().read(bytes, region.from() + bytes.position()) < 0) {
            throw new EOFException(region + " are not there");
          }
        }
        long count = bytes.flip().remaining();
        var ignored = write(bytes);
        region.progress().accept(count);
        return count;
      } finally {
        file.close();
      }
    });
  }

  @Override
  public boolean close() {
    return end(CloseReason.DONE);
  }

  @Override
  public boolean close(Duration deadline) {
    if (deadline.isNegative()) {
      throw new IllegalArgumentException("a close deadline of " + deadline + " is negative");
    }
    return close();
  }

  @Override
  public boolean abort(CloseReason reason) {
    return end(reason);
  }

  @Override
  public boolean isEnding() {
    return end != null;
  }

  @Override
  public Deferred<CloseReason> ended() {
    var told = new Deferred<CloseReason>(reactor);
    if (isLost) {
      told.succeed(Objects.requireNonNull(end));
    } else {
      waiting.add(told);
    }
    return told;
  }

  private boolean end(CloseReason reason) {
    if (end != null) {
      return false;
    }
    end = reason;
    var ended = producer;
    producer = null;
    if (ended != null) {
      ended.stop();
    }
    reactor.execute(() -> lost(reason));
    return true;
  }

  private void lost(CloseReason reason) {
    isLost = true;
    try {
      if (protocol != null) {
        protocol.connectionLost(reason);
      }
    } finally {
      waiting.forEach(told -> told.succeed(reason));
      waiting.clear();
    }
  }

  @Override
  public void shutdownOutput() {
    outputShut = true;
  }

  @Override
  public void pauseReading() {
    readingPaused = true;
  }

  @Override
  public void resumeReading() {
    if (readingPaused) {
      readingPaused = false;
      var told = protocol;
      if (told != null) {
        reactor.execute(told::readingResumed);
      }
    }
  }

  @Override
  public boolean isReadingPaused() {
    return readingPaused;
  }

  @Override
  public boolean isOpen() {
    return !isOutputShut();
  }

  @Override
  public long unsentBytes() {
    return unsent;
  }

  @Override
  public void watermarks(int low, int high) {
    if (low < 0 || low > high) {
      throw new IllegalArgumentException(
          "watermarks " + low + " and " + high + ": 0 <= low <= high is wanted");
    }
    lowWater = low;
    highWater = high;
  }

  /// The low watermark that was set.
  public int lowWater() {
    return lowWater;
  }

  @Override
  public void registerProducer(Producer producer) {
    if (this.producer != null) {
      throw new IllegalStateException("a producer is registered already: " + this.producer);
    }
    if (end != null) {
      producer.stop();
      return;
    }
    this.producer = producer;
    if (producer instanceof Producer.Pull && !holding) {
      producer.resume();
    }
  }

  @Override
  public void unregisterProducer() {
    producer = null;
    producerPaused = false;
  }

  @Override
  public SocketAddress localAddress() {
    return LOCAL;
  }

  @Override
  public SocketAddress remoteAddress() {
    return REMOTE;
  }

  @Override
  public PeerCredentials peerCredentials() {
    throw new UnsupportedOperationException("a string transport has no peer to ask about");
  }

  @Override
  public WriteOutcome sendDescriptor(Descriptor descriptor, ByteBuffer data) {
    throw new UnsupportedOperationException("a string transport carries no descriptors");
  }

  @Override
  public Descriptor descriptor() {
    throw new UnsupportedOperationException("a string transport has no descriptor");
  }

  @Override
  @SuppressWarnings("unchecked") // It was put there with its own type.
  public <T> T option(SocketOption<T> option) {
    var value = options.get(option);
    if (value == null) {
      throw new UnsupportedOperationException(
          "socket option " + option.name() + " was not set on this string transport");
    }
    return (T) value;
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    options.put(option, value);
  }

  @Override
  public Reactor reactor() {
    return reactor;
  }

  @Override
  public String toString() {
    return "StringTransport["
        + written.size()
        + " bytes written, "
        + (end == null ? "open" : end)
        + "]";
  }
}
