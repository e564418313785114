package dev.triga.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One place for a connection: keeps its messages in flight, or connects again and again. For one
/// thread.
final class Slot {
  private final LoadSettings settings;
  private final Selector selector;
  private final Tally tally;
  private final ByteBuffer pattern;
  private final ByteBuffer buffer;
  private final long[] sentAt;

  private @Nullable Connection connection;
  private long started;
  private long due;
  private long sent;
  private long received;

  /// An empty place.
  ///
  /// @param pattern the messages in flight and one more, so that any send is one piece of it
  /// @param buffer where replies are read, shared by all
  Slot(
      LoadSettings settings,
      Selector selector,
      Tally tally,
      ByteBuffer pattern,
      ByteBuffer buffer) {
    this.settings = settings;
    this.selector = selector;
    this.tally = tally;
    this.pattern = pattern;
    this.buffer = buffer;
    this.sentAt = new long[settings.depth()];
  }

  void open() throws IOException {
    started = System.nanoTime();
    due = 0;
    sent = 0;
    received = 0;
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port());
    SocketChannel opened = SocketChannel.open(address);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    opened.configureBlocking(false);
    opened.register(selector, SelectionKey.OP_READ, this);
    connection = settings.tls() ? new TlsConnection(opened) : new Connection(opened);
  }

  /// Starts the operations that this place keeps in flight.
  void fill() throws IOException {
    if (settings.connects()) {
      open();
      tally.begin(1);
    } else {
      long now = System.nanoTime();
      Arrays.fill(sentAt, now);
      tally.begin(settings.depth());
    }
    due += settings.connects() ? settings.size() : (long) settings.depth() * settings.size();
    push();
  }

  void ready(SelectionKey key) throws IOException {
    if (key.isWritable()) {
      push();
    }
    if (key.isValid() && key.isReadable()) {
      read();
    }
  }

  void close() throws IOException {
    if (connection != null) {
      connection.close();
    }
  }

  private Connection connection() {
    if (connection == null) {
      throw new IllegalStateException("This place has no connection");
    }
    return connection;
  }

  private void push() throws IOException {
    Connection to = connection();
    while (sent < due && to.isReady()) {
      int from = (int) (sent % settings.size());
      int count = (int) Math.min(due - sent, pattern.capacity() - from);
      int written = to.write(pattern.clear().limit(from + count).position(from));
      if (written == 0) {
        break;
      }
      sent += written;
    }
    int interest =
        sent < due && to.isReady()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ;
    SelectionKey key = to.key(selector);
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  private void read() throws IOException {
    boolean wasReady = connection().isReady();
    int count = connection().read(buffer.clear());
    if (!wasReady && connection().isReady()) {
      push();
    }
    if (count < 0) {
      ended();
    } else if (count > 0) {
      check(buffer.flip());
      long first = received / settings.size();
      received += count;
      if (!settings.connects()) {
        echoed(first, received / settings.size());
      }
    }
  }

  private void echoed(long first, long end) throws IOException {
    long now = System.nanoTime();
    for (long message = first; message < end; message++) {
      int place = (int) (message % settings.depth());
      tally.finish(now - sentAt[place]);
      if (tally.refilling()) {
        sentAt[place] = now;
        due += settings.size();
        tally.begin(1);
      }
    }
    if (sent < due) {
      push();
    }
  }

  private void ended() throws IOException {
    if (!settings.connects() || received != settings.size()) {
      throw new IOException("The server closed a connection before its reply");
    }
    connection().close();
    tally.finish(System.nanoTime() - started);
    if (tally.refilling()) {
      fill();
    }
  }

  private void check(ByteBuffer reply) throws IOException {
    long at = received;
    while (reply.hasRemaining()) {
      int from = (int) (at % settings.size());
      int count = Math.min(reply.remaining(), settings.size() - from);
      ByteBuffer expected = pattern.clear().limit(from + count).position(from);
      ByteBuffer piece = reply.slice(reply.position(), count);
      if (!piece.equals(expected)) {
        throw new IOException("The server sent wrong bytes");
      }
      reply.position(reply.position() + count);
      at += count;
    }
  }
}
