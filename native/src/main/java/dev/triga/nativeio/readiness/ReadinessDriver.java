package dev.triga.nativeio.readiness;

import dev.triga.driver.AcceptSink;
import dev.triga.driver.AdoptRequest;
import dev.triga.driver.Availability;
import dev.triga.driver.ConnectRequest;
import dev.triga.driver.DatagramHandle;
import dev.triga.driver.DatagramRequest;
import dev.triga.driver.DatagramSink;
import dev.triga.driver.Descriptor;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.driver.ListenRequest;
import dev.triga.driver.ListenerHandle;
import dev.triga.driver.OutBuffer;
import dev.triga.driver.ReadBuffer;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamOptions;
import dev.triga.driver.StreamSink;
import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import dev.triga.nativeio.libc.CallMemory;
import dev.triga.nativeio.libc.Descriptors;
import dev.triga.nativeio.libc.Errno;
import dev.triga.nativeio.libc.SocketData;
import dev.triga.nativeio.socket.AcceptShortage;
import dev.triga.nativeio.socket.OpenSockets;
import dev.triga.nativeio.socket.SharedListeners;
import dev.triga.nativeio.socket.StreamSockets;
import dev.triga.nativeio.socket.TokenTable;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The driver over any [Poller]: waits, finds out whom each event is for, and calls them.
///
/// Everything is on the turn, but for [#wakeup].
final class ReadinessDriver implements NestedDriver {
  /// Times that a wait is taken up again after a signal; then the loop looks after its other work.
  private static final int WAITS_AFTER_SIGNALS_MAX = 16;

  final CallMemory memory;
  final Poller poller;
  final ReadBuffer readBuffer;
  final DriverContext context;

  /// Writes the regions of an out-buffer into the list for a gathering send.
  final OutBuffer.RegionVisitor gatherList;

  private final String name;
  private final WakeUp wakeUp;
  private final AcceptShortage shortage;
  final SharedListeners sharedListeners = new SharedListeners();
  private final TokenTable<Registration> table = new TokenTable<>();
  private final Map<Integer, WatchedDescriptor> watches = new HashMap<>();
  private List<Registration> queue = new ArrayList<>();
  private List<Registration> due = new ArrayList<>();

  /// The room that the datagram sockets share.
  final DatagramRoom datagrams;

  private boolean closed;

  /// Takes over the memory and the poller in it.
  ///
  /// @throws DriverUnavailableException if the system refuses what other threads wake it by; the
  ///   poller and the memory are the caller's then
  ReadinessDriver(String name, DriverContext context, Poller poller) {
    this.name = name;
    this.context = context;
    this.poller = poller;
    this.memory = poller.memory;
    this.readBuffer = context.readBuffer();
    this.gatherList = (index, address, length) -> SocketData.gather(memory, index, address, length);
    this.shortage = new AcceptShortage(memory, context);
    this.datagrams = new DatagramRoom(memory);
    this.wakeUp = poller.openWakeUp();
    String obstacle = poller.cannotWatch(wakeUp.descriptor);
    int outcome = obstacle == null ? register(wakeUp) : 0;
    if (obstacle != null || outcome < 0) {
      wakeUp.discard();
      throw new DriverUnavailableException(obstacle != null ? obstacle : Errno.sentence(outcome));
    }
  }

  @Override
  public String name() {
    return name;
  }

  // The poll

  @Override
  public void poll(long timeoutNanos) {
    if (closed) {
      return;
    }
    List<Registration> now = takeQueue();
    int count = await(now.isEmpty() ? shortened(timeoutNanos) : 0);
    for (int index = 0; index < count && !closed; index++) {
      Registration registration = table.find(poller.token(index));
      if (registration != null) {
        registration.ready(poller.readiness(index));
      }
    }
    resume(now);
    shortage.retry();
    sharedListeners.look();
  }

  private long shortened(long timeoutNanos) {
    return sharedListeners.limit(shortage.limit(timeoutNanos));
  }

  private List<Registration> takeQueue() {
    List<Registration> taken = queue;
    queue = due;
    due = taken;
    return taken;
  }

  private void resume(List<Registration> queued) {
    for (int index = 0; index < queued.size() && !closed; index++) {
      Registration registration = queued.get(index);
      registration.queued = false;
      registration.resume();
    }
    queued.clear();
  }

  /// Waits again when a signal cuts the wait short, for what is left of it, though not without end.
  private int await(long timeoutNanos) {
    // The clock is read only where the time that is left may be asked for.
    long deadline = timeoutNanos > 0 ? System.nanoTime() + timeoutNanos : 0;
    int count = poller.await(timeoutNanos);
    for (int more = 0; count == -Errno.EINTR && more < WAITS_AFTER_SIGNALS_MAX; more++) {
      long left = timeoutNanos > 0 ? Math.max(0, deadline - System.nanoTime()) : timeoutNanos;
      count = poller.await(left);
    }
    return count >= 0 ? count : waitFailed(count);
  }

  /// A wait without an event, where the reason may pass; otherwise this reactor has come to its
  /// end.
  private int waitFailed(int outcome) {
    return switch (-outcome) {
      case Errno.EINTR -> 0;
      case Errno.EAGAIN, Errno.ENOMEM, Errno.ENOBUFS -> {
        shortage.restWait(outcome);
        yield 0;
      }
      default ->
          throw new IllegalStateException(
              this + " cannot wait for events: " + Errno.sentence(outcome));
    };
  }

  @Override
  public int descriptor() {
    return poller.descriptor();
  }

  @Override
  public long limit(long timeoutNanos) {
    return queue.isEmpty() ? shortened(timeoutNanos) : 0;
  }

  @Override
  public void wakeup() {
    wakeUp.signal();
  }

  // What is open

  @Override
  public ListenerHandle listen(ListenRequest request, AcceptSink sink) {
    checkOpen();
    return ListeningSocket.open(this, shortage, request, sink);
  }

  @Override
  public StreamHandle connect(ConnectRequest request, StreamSink sink) {
    checkOpen();
    return StreamSocket.connect(this, request, sink);
  }

  @Override
  public Availability supports(SocketAddress address) {
    return StreamSockets.supports(memory, address);
  }

  @Override
  public Availability adoptable(Descriptor descriptor) {
    return descriptor instanceof Descriptor.Raw
        ? Availability.YES
        : Availability.no(
            "the "
                + name
                + " driver takes over descriptor numbers; for channels of java.nio use the driver"
                + " nio");
  }

  private int adoptedNumber(Descriptor descriptor) {
    checkOpen();
    if (descriptor instanceof Descriptor.Raw raw) {
      String obstacle = poller.cannotWatch(raw.fd());
      if (obstacle != null) {
        throw OpenSockets.wrong(raw.fd(), obstacle);
      }
      return raw.fd();
    }
    throw new IllegalArgumentException(
        "the " + name + " driver cannot take over " + descriptor + ", only descriptor numbers");
  }

  @Override
  public void adoptStream(
      AdoptRequest request, Function<StreamHandle, @Nullable StreamSink> claim) {
    var input = request.input();
    if (input != null && request.isDuplex()) {
      StreamSocket.adopt(this, adoptedNumber(input), request.options(), claim);
      return;
    }
    var output = request.output();
    Pipes.adopt(
        this,
        input == null ? Registration.CLOSED : adoptedNumber(input),
        output == null ? Registration.CLOSED : adoptedNumber(output),
        claim);
  }

  @Override
  public boolean handsOver() {
    return true;
  }

  @Override
  public ListenerHandle adoptListener(
      Descriptor descriptor, StreamOptions options, AcceptSink sink) {
    return ListeningSocket.adopt(this, shortage, adoptedNumber(descriptor), options, sink);
  }

  @Override
  public DatagramHandle adoptDatagram(Descriptor descriptor, DatagramSink sink) {
    return DatagramSocket.adopt(this, adoptedNumber(descriptor), sink);
  }

  @Override
  public Availability supportsDatagrams(SocketAddress address) {
    return StreamSockets.onLinux("datagram sockets") instanceof Availability.Unavailable no
        ? no
        : supports(address);
  }

  @Override
  public DatagramHandle openDatagram(DatagramRequest request, DatagramSink sink) {
    checkOpen();
    return DatagramSocket.open(this, request, sink);
  }

  @Override
  public Availability watchable(Descriptor descriptor) {
    return descriptor instanceof Descriptor.Raw
        ? Availability.YES
        : Availability.no(
            "the "
                + name
                + " driver watches descriptors by number; for channels of java.nio"
                + " use the driver nio");
  }

  @Override
  public WatchHandle watch(Descriptor descriptor, WatchSink sink) {
    checkOpen();
    if (!(descriptor instanceof Descriptor.Raw raw)) {
      throw new IllegalArgumentException(
          "the " + name + " driver cannot watch " + descriptor + ", only descriptor numbers");
    }
    WatchedDescriptor watch = new WatchedDescriptor(raw.fd(), this, sink);
    String obstacle = poller.cannotWatch(raw.fd());
    if (obstacle == null) {
      // Only epoll looks by itself whether it is open.
      boolean open = Descriptors.isOpen(memory.errno, raw.fd());
      obstacle = WatchedDescriptor.obstacle(open ? register(watch) : -Errno.EBADF);
    }
    if (obstacle != null) {
      throw new IllegalArgumentException("cannot watch descriptor " + raw.fd() + ": " + obstacle);
    }
    descriptorTaken(raw.fd());
    watches.put(raw.fd(), watch);
    return watch;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "the " + name + " driver of " + context.reactorName() + " is closed");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Registration registration : table.all()) {
      registration.discard();
    }
    shortage.close();
    datagrams.close();
    poller.close();
    memory.close();
  }

  // For the registrations

  /// Has the poller watch a new registration; answers with zero or a negated error number.
  int register(Registration registration) {
    table.add(registration);
    int outcome = poller.add(registration);
    registration.watched = outcome >= 0;
    if (outcome < 0) {
      table.remove(registration);
    }
    return outcome;
  }

  /// Tells the poller of a changed interest; answers with zero or a negated error number.
  int changeInterest(Registration registration) {
    if (registration.suspended) {
      registration.suspended = false;
      return poller.add(registration);
    }
    return registration.watched ? poller.change(registration) : 0;
  }

  /// Has the poller forget a registration until its interest changes.
  void suspend(Registration registration) {
    registration.suspended = true;
    poller.remove(registration);
  }

  /// Calls [Registration#resume] in the next poll, which will not wait.
  void queue(Registration registration) {
    if (!registration.queued) {
      registration.queued = true;
      queue.add(registration);
    }
  }

  /// Ends the registration of a socket of ours and closes it.
  void release(Registration registration) {
    int descriptor = registration.descriptor;
    if (registration.watched) {
      table.remove(registration);
      if (registration.shared && !registration.suspended) {
        poller.remove(registration);
      } else {
        poller.closing(registration);
      }
    }
    registration.descriptor = Registration.CLOSED;
    Descriptors.close(memory.errno, descriptor);
  }

  /// Ends a watch of a descriptor that is open.
  void unwatch(WatchedDescriptor watch) {
    if (!watch.suspended) {
      poller.remove(watch);
    }
    forget(watch);
  }

  /// Forgets the watch of a descriptor that is closed and leaves the number to its next owner.
  void forget(WatchedDescriptor watch) {
    poller.closing(watch);
    table.remove(watch);
    watches.remove(watch.descriptor, watch);
    watch.descriptor = Registration.CLOSED;
  }

  /// A descriptor with this number is new. If somebody watches the number, he has closed what he
  /// watched without saying so, and must not touch what has the number now.
  void descriptorTaken(int descriptor) {
    if (!watches.isEmpty()) {
      @Nullable WatchedDescriptor stale = watches.get(descriptor);
      if (stale != null) {
        stale.lose(WatchedDescriptor.closedMeanwhile(descriptor));
      }
    }
  }

  @Override
  public String toString() {
    return name + " driver of " + context.reactorName() + " with " + table.size() + " descriptors";
  }
}
