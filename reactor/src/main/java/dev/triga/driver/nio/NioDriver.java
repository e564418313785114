package dev.triga.driver.nio;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Availability;
import dev.triga.driver.ConnectRequest;
import dev.triga.driver.DatagramHandle;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.DatagramSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A driver over one selector. Each key's attachment is its [NioReady] handle.
///
/// Ready keys are collected first and dispatched when the selection is over, because a callback may
/// close a channel for good only by selecting again (see [#forget()]), and a selector does not
/// select while it selects. A large selection is dispatched over several polls.
final class NioDriver implements Driver {
  /// Chunks handed to one gathering write.
  private static final int GATHER_MAX = 16;

  /// Ready keys that one poll dispatches. A selection brings up to a thousand; when all of them
  /// write, the first answers have left the processor's cache by the time they are sent.
  private static final int DISPATCHES_PER_POLL_MAX = 128;

  /// Leaves ready keys alone: they are still ready at the next selection.
  @SuppressWarnings("UnnecessaryLambda") // A method reference would be made anew at each use.
  private static final Consumer<SelectionKey> IGNORE = key -> {};

  private final DriverContext context;
  private final Selector selector;
  private final AcceptShortage shortage;
  private final ByteBuffer[] gather = new ByteBuffer[GATHER_MAX];
  private final ByteBuffer[] one = new ByteBuffer[1];
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();

  /// Made once, so that a poll allocates nothing of ours.
  private final Consumer<SelectionKey> collect = this::collect;

  private NioReady[] ready = new NioReady[64];
  private int[] readyOps = new int[64];
  private int readyCount;

  /// How many of the ready ones have been dispatched.
  private int dispatched;

  NioDriver(DriverContext context) throws IOException {
    this.context = context;
    this.selector = Selector.open();
    this.shortage = new AcceptShortage(context);
  }

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public void poll(long timeoutNanos) {
    if (dispatched == readyCount) {
      dispatched = 0;
      readyCount = 0;
      select(later.isEmpty() ? shortage.limit(timeoutNanos) : 0);
    }
    dispatch();
    shortage.retry();
  }

  private void select(long timeoutNanos) {
    try {
      if (timeoutNanos == 0) {
        selector.selectNow(collect);
      } else if (timeoutNanos < 0) {
        selector.select(collect, 0);
      } else {
        selector.select(collect, millisRoundedUp(timeoutNanos));
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "the selector of reactor '" + context.reactorName() + "' failed", e);
    }
  }

  /// Selectors count in milliseconds; less would return before anything is due and spin.
  private static long millisRoundedUp(long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    return TimeUnit.MILLISECONDS.toNanos(millis) < nanos ? millis + 1 : millis;
  }

  private void collect(SelectionKey key) {
    if (readyCount == ready.length) {
      ready = Arrays.copyOf(ready, readyCount * 2);
      readyOps = Arrays.copyOf(readyOps, readyCount * 2);
    }
    ready[readyCount] = (NioReady) key.attachment();
    readyOps[readyCount++] = key.readyOps();
  }

  private void dispatch() {
    int end = Math.min(readyCount, dispatched + DISPATCHES_PER_POLL_MAX);
    while (dispatched < end) {
      // Counted first: a callback may close the driver.
      int index = dispatched++;
      try {
        ready[index].ready(readyOps[index]);
      } catch (CancelledKeyException e) {
        // An earlier callback of this batch, or the user's own thread, closed the channel.
        readyOps[index] = 0;
      }
    }
    for (int round = later.size(); round > 0; round--) {
      later.remove().run();
    }
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  /// Runs something in the next poll, which then does not wait.
  void later(Runnable event) {
    later.add(event);
  }

  /// Lets go of channels that were closed: until the next selection the selector keeps their
  /// descriptors, and with them a listener's port.
  void forget() {
    try {
      selector.selectNow(IGNORE);
    } catch (IOException e) {
      context.warn("releasing a closed channel failed: " + e);
    }
  }

  /// An array for a gathering write, for one call.
  ByteBuffer[] gather() {
    return gather;
  }

  /// An array for one buffer, for one call.
  ByteBuffer[] one() {
    return one;
  }

  DriverContext context() {
    return context;
  }

  AcceptShortage shortage() {
    return shortage;
  }

  SelectionKey register(SelectableChannel channel, int interest, NioReady handle)
      throws IOException {
    var old = channel.keyFor(selector);
    if (old != null && !old.isValid()) {
      // A cancelled key stays in the selector until the next selection; registering needs it gone.
      forget();
    }
    return channel.register(selector, interest, handle);
  }

  @Override
  public ListenerHandle listen(ListenRequest request, AcceptSink sink) {
    return NioListener.open(this, request, sink);
  }

  @Override
  public StreamHandle connect(ConnectRequest request, StreamSink sink) {
    return NioStream.connect(this, request, sink);
  }

  @Override
  public Availability watchable(Descriptor descriptor) {
    return switch (descriptor) {
      case Descriptor.Channel channel -> Availability.YES;
      case Descriptor.Raw raw ->
          Availability.no(
              "driver nio cannot watch descriptor number "
                  + raw.fd()
                  + ": give a SelectableChannel, or use a native driver such as epoll");
    };
  }

  @Override
  public WatchHandle watch(Descriptor descriptor, WatchSink sink) {
    if (watchable(descriptor) instanceof Availability.Unavailable no) {
      throw new IllegalArgumentException(no.reason());
    }
    return NioWatch.open(this, ((Descriptor.Channel) descriptor).channel(), sink);
  }

  @Override
  public Availability supports(SocketAddress address) {
    return NioAddresses.supports(address);
  }

  @Override
  public Availability adoptable(Descriptor descriptor) {
    return switch (descriptor) {
      case Descriptor.Channel(SocketChannel _) -> Availability.YES;
      case Descriptor.Channel(ServerSocketChannel _) -> Availability.YES;
      case Descriptor.Channel(DatagramChannel _) -> Availability.YES;
      case Descriptor.Channel(var channel) ->
          Availability.no("driver nio takes over sockets only, not " + channel);
      case Descriptor.Raw(int number) ->
          Availability.no(
              "driver nio cannot take over descriptor number "
                  + number
                  + ": use a native driver such as epoll");
    };
  }

  @Override
  public void adoptStream(
      AdoptRequest request, Function<StreamHandle, @Nullable StreamSink> claim) {
    if (request.input() instanceof Descriptor.Channel(SocketChannel channel)
        && request.isDuplex()) {
      NioStream.adopt(this, channel, request.options(), claim);
      return;
    }
    throw new IllegalArgumentException(
        "driver nio takes over connected socket channels, not " + request);
  }

  @Override
  public boolean handsOver() {
    return true;
  }

  @Override
  public ListenerHandle adoptListener(
      Descriptor descriptor, StreamOptions options, AcceptSink sink) {
    if (descriptor instanceof Descriptor.Channel(ServerSocketChannel channel)) {
      return NioListener.adopt(this, channel, options, sink);
    }
    throw new IllegalArgumentException(
        "driver nio listens on server socket channels, not " + descriptor);
  }

  @Override
  public DatagramHandle adoptDatagram(Descriptor descriptor, DatagramSink sink) {
    if (descriptor instanceof Descriptor.Channel(DatagramChannel channel)) {
      return NioDatagram.adopt(this, channel, sink);
    }
    throw new IllegalArgumentException(
        "driver nio takes over datagram channels, not " + descriptor);
  }

  @Override
  public Availability supportsDatagrams(SocketAddress address) {
    return address instanceof InetSocketAddress
        ? Availability.YES
        : Availability.no(
            "the JDK has no Unix-domain datagrams; use a native driver such as epoll");
  }

  @Override
  public DatagramHandle openDatagram(DatagramRequest request, DatagramSink sink) {
    return NioDatagram.open(this, request, sink);
  }

  @Override
  public void close() {
    if (!selector.isOpen()) {
      return;
    }
    for (var key : List.copyOf(selector.keys())) {
      ((NioReady) key.attachment()).driverClosed();
    }
    try {
      selector.selectNow(IGNORE);
      selector.close();
    } catch (IOException e) {
      context.warn("closing the selector failed: " + e);
    }
    shortage.close();
  }
}
