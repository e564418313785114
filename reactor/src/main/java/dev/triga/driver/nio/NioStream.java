package dev.triga.driver.nio;

import dev.triga.driver.ChannelFile;
import dev.triga.driver.ConnectRequest;
import dev.triga.driver.Descriptor;
import dev.triga.driver.FlushOutcome;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.OutgoingFile;
import dev.triga.driver.ReadBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.net.BindFailures;
import dev.triga.net.CloseReason;
import dev.triga.net.FileRegion;
import dev.triga.net.PeerCredentials;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A socket channel.
final class NioStream implements StreamHandle, NioReady {
  private final NioDriver driver;
  private final SocketChannel channel;
  private final ReadBuffer readBuffer;
  private @Nullable StreamSink sink;
  private @Nullable SelectionKey key;
  private @Nullable CloseReason failure;
  private @Nullable SocketAddress localAddress;
  private @Nullable SocketAddress remoteAddress;
  private boolean paused;
  private boolean inputEnded;
  private boolean awaitsWritable;
  private boolean connecting;
  private boolean closed;

  /// Whether the last write took everything it was offered.
  private boolean wroteAll;

  private NioStream(NioDriver driver, SocketChannel channel) {
    this.driver = driver;
    this.channel = channel;
    this.readBuffer = driver.context().readBuffer();
  }

  static NioStream accepted(NioDriver driver, SocketChannel channel, StreamOptions options)
      throws IOException {
    var stream = new NioStream(driver, channel);
    try {
      channel.configureBlocking(false);
      stream.apply(options);
      return stream;
    } catch (IOException e) {
      stream.driverClosed();
      throw e;
    }
  }

  static NioStream connect(NioDriver driver, ConnectRequest request, StreamSink sink) {
    SocketChannel channel;
    try {
      channel = SocketChannel.open(NioAddresses.family(request.remote()));
    } catch (IOException e) {
      throw BindFailures.of(request.remote(), e);
    }
    var stream = new NioStream(driver, channel);
    stream.sink = sink;
    try {
      channel.configureBlocking(false);
      stream.apply(request.options());
    } catch (IOException e) {
      stream.driverClosed();
      throw BindFailures.of(request.remote(), e);
    }
    if (request.local() != null) {
      stream.bind(request.local());
    }
    stream.beginConnecting(request.remote());
    return stream;
  }

  /// Takes over a connected channel.
  ///
  /// @throws IllegalArgumentException if it is not connected, or refuses to be set up
  static void adopt(
      NioDriver driver,
      SocketChannel channel,
      StreamOptions options,
      Function<StreamHandle, @Nullable StreamSink> claim) {
    if (!channel.isConnected()) {
      throw new IllegalArgumentException("channel " + channel + " is not connected");
    }
    var stream = new NioStream(driver, channel);
    try {
      channel.configureBlocking(false);
      stream.apply(options);
    } catch (IOException | IllegalBlockingModeException e) {
      throw new IllegalArgumentException("channel " + channel + " cannot be used: " + e, e);
    }
    var claimed = claim.apply(stream);
    if (claimed == null) {
      stream.close();
    } else {
      stream.start(claimed);
    }
  }

  private void bind(SocketAddress local) {
    try {
      channel.bind(local);
    } catch (IOException e) {
      driverClosed();
      throw BindFailures.of(local, e);
    }
  }

  private void beginConnecting(SocketAddress remote) {
    try {
      // Also an immediate success is reported by the next poll: a connected channel is writable.
      boolean connected = channel.connect(remote);
      if (!connected && NioAddresses.isUnix(remote)) {
        // Such a connect is never under way: the listener's backlog is full.
        throw new ConnectException("connection refused: the listener's backlog is full");
      }
      key =
          driver.register(
              channel, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
      connecting = true;
    } catch (IOException e) {
      driverClosed();
      var reason = NioReasons.ofConnect(e);
      driver.later(() -> requireSink().closed(reason));
    }
  }

  private void apply(StreamOptions options) throws IOException {
    boolean isInternet = channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
    if (options.noDelay() && isInternet) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    if (options.keepAlive() && isInternet) {
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    if (options.sendBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBufferBytes());
    }
    if (options.receiveBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
    }
  }

  /// Begins to deliver an accepted connection.
  void start(StreamSink streamSink) {
    sink = streamSink;
    if (closed) {
      return;
    }
    try {
      key = driver.register(channel, interest(), this);
    } catch (IOException e) {
      breakOff(CloseReason.of(CloseReason.Kind.LOST, "the connection could not be watched", e));
    }
  }

  private int interest() {
    return (paused || inputEnded ? 0 : SelectionKey.OP_READ)
        | (awaitsWritable ? SelectionKey.OP_WRITE : 0);
  }

  private void updateInterest() {
    var registered = key;
    if (registered != null && registered.isValid() && !connecting) {
      int wanted = interest();
      if (registered.interestOps() != wanted) {
        registered.interestOps(wanted);
      }
    }
  }

  @Override
  public void ready(int readyOps) {
    if (connecting) {
      finishConnecting();
      return;
    }
    if ((readyOps & SelectionKey.OP_WRITE) != 0 && !closed) {
      awaitsWritable = false;
      requireSink().writable();
      updateInterest();
    }
    if ((readyOps & SelectionKey.OP_READ) != 0 && !closed && !paused) {
      read();
    }
  }

  private void finishConnecting() {
    try {
      channel.finishConnect();
    } catch (IOException e) {
      breakOff(NioReasons.ofConnect(e));
      return;
    }
    connecting = false;
    updateInterest();
    requireSink().connected();
  }

  private void read() {
    int count;
    try {
      count = channel.read(readBuffer.target());
    } catch (IOException e) {
      breakOff(NioReasons.ofBroken(e));
      return;
    }
    if (count > 0) {
      readBuffer.deliver(requireSink(), count);
    } else if (count < 0) {
      inputEnded = true;
      updateInterest();
      requireSink().readClosed();
    }
  }

  private StreamSink requireSink() {
    var delivered = sink;
    if (delivered == null) {
      throw new IllegalStateException("a stream without a sink was polled");
    }
    return delivered;
  }

  private void breakOff(CloseReason reason) {
    if (!closed) {
      close();
      requireSink().closed(reason);
    }
  }

  @Override
  public int write(ByteBuffer data) {
    if (closed || awaitsWritable) {
      return 0;
    }
    try {
      return channel.write(data);
    } catch (IOException e) {
      failure = NioReasons.ofBroken(e);
      return -1;
    }
  }

  @Override
  public FlushOutcome flush(OutBuffer out) {
    try {
      while (!out.isEmpty()) {
        long offered = writeSome(out);
        if (!wroteAll) {
          awaitsWritable = true;
          updateInterest();
          return FlushOutcome.PENDING;
        }
        if (offered == 0) {
          break;
        }
      }
      return FlushOutcome.DONE;
    } catch (IOException e) {
      failure = NioReasons.ofBroken(e);
      return FlushOutcome.FAILED;
    }
  }

  /// Writes the first regions in one call; [#wroteAll] tells whether the system took them whole.
  private long writeSome(OutBuffer out) throws IOException {
    if (out.isScattered()) {
      var buffers = driver.gather();
      int count = out.buffers(buffers);
      long offered = 0;
      for (int i = 0; i < count; i++) {
        offered += buffers[i].remaining();
      }
      long sent = channel.write(buffers, 0, count);
      out.sent(sent);
      wroteAll = sent == offered;
      return offered;
    }
    var only = driver.one();
    out.buffers(only);
    int offered = only[0].remaining();
    int sent = channel.write(only[0]);
    out.sent(sent);
    wroteAll = sent == offered;
    return offered;
  }

  @Override
  public @Nullable OutgoingFile openFile(FileRegion.Source source) throws IOException {
    return ChannelFile.ofSystem(source);
  }

  @Override
  public long sendFile(OutgoingFile file, long position, long count) {
    if (closed || awaitsWritable) {
      return closed ? -1 : 0;
    }
    try {
      long sent = ((ChannelFile) file).channel().transferTo(position, count, channel);
      if (sent == 0) {
        if (file.size() <= position) {
          return FILE_ENDED;
        }
        awaitsWritable = true;
        updateInterest();
      }
      return sent;
    } catch (IOException e) {
      failure = NioReasons.ofBroken(e);
      return -1;
    }
  }

  @Override
  public CloseReason failure() {
    var reason = failure;
    if (reason == null) {
      throw new IllegalStateException("no write of this stream has failed");
    }
    return reason;
  }

  @Override
  public void pauseReading() {
    paused = true;
    updateInterest();
  }

  @Override
  public void resumeReading() {
    paused = false;
    updateInterest();
  }

  @Override
  public Descriptor handOver() {
    // Not registered yet, so no selector keeps anything of it.
    closed = true;
    return Descriptor.of(channel);
  }

  @Override
  public void shutdownOutput() {
    if (!closed) {
      try {
        channel.shutdownOutput();
      } catch (IOException e) {
        // The peer has reset the connection meanwhile: the next poll reports it.
        failure = NioReasons.ofBroken(e);
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      rememberAddresses();
      driverClosed();
    }
  }

  @Override
  public void abort() {
    if (!closed) {
      try {
        if (!NioAddresses.isUnix(localAddress())) {
          channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
      } catch (IOException e) {
        // A connection that is gone already needs no reset.
        failure = NioReasons.ofBroken(e);
      }
      close();
    }
  }

  @Override
  public void driverClosed() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      driver.context().warn("closing " + channel + " failed: " + e);
    }
  }

  private void rememberAddresses() {
    localAddress();
    remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    if (localAddress == null) {
      try {
        localAddress = channel.getLocalAddress();
      } catch (IOException e) {
        localAddress = null;
      }
    }
    return localAddress != null ? localAddress : NioReasons.UNKNOWN_ADDRESS;
  }

  @Override
  public SocketAddress remoteAddress() {
    if (remoteAddress == null) {
      try {
        remoteAddress = channel.getRemoteAddress();
      } catch (IOException e) {
        remoteAddress = null;
      }
    }
    return remoteAddress != null ? remoteAddress : NioReasons.UNKNOWN_ADDRESS;
  }

  @Override
  public PeerCredentials peerCredentials() throws IOException {
    return NioCredentials.of(channel);
  }

  @Override
  public Descriptor asDescriptor() {
    return Descriptor.of(channel);
  }

  @Override
  public <T> T option(SocketOption<T> option) throws IOException {
    return channel.getOption(option);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    channel.setOption(option, value);
  }
}
