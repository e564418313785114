package dev.triga.nativeio.uring;

import static dev.triga.nativeio.libc.IoUring.IORING_CQE_BUFFER_SHIFT;
import static dev.triga.nativeio.libc.IoUring.IORING_CQE_F_BUFFER;
import static dev.triga.nativeio.libc.IoUring.IORING_CQE_F_MORE;

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
import dev.triga.nativeio.socket.NetworkErrors;
import dev.triga.nativeio.socket.OpenSockets;
import dev.triga.nativeio.socket.SharedListeners;
import dev.triga.nativeio.socket.StreamAddresses;
import dev.triga.nativeio.socket.StreamSockets;
import dev.triga.nativeio.socket.TokenTable;
import dev.triga.net.CloseReason;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The driver over a [Ring].
///
/// Everything is on the turn, but for [#wakeup]. Only [#poll] and what it calls prepares requests
/// and enters the kernel for them; everybody else leaves a note ([#queue], [#cancelLater],
/// [#release]) for the next poll.
final class UringDriver implements Driver {
  /// Completions that one poll delivers; the next one delivers what is left. More would delay
  /// timers and replies, which are sent when a poll is through, and by then have left the
  /// processor's cache.
  private static final int COMPLETIONS_PER_POLL_MAX = 128;

  /// Times that a wait is taken up again after a signal; then the loop looks after its other work.
  private static final int WAITS_AFTER_SIGNALS_MAX = 16;

  final CallMemory memory;
  final ReadBuffer readBuffer;
  final ReceiveBuffers buffers;
  final DriverContext context;
  final SharedListeners sharedListeners = new SharedListeners();

  /// Writes the regions of an out-buffer into the list for a gathering send.
  final OutBuffer.RegionVisitor gatherList;

  private final RingMaker maker;
  private final UringWakeUp wakeUp;
  private final AcceptShortage shortage;
  private final RingShortage ringShortage;
  private final TokenTable<RingMember> table = new TokenTable<>();
  private final Map<Integer, UringWatch> watches = new HashMap<>();
  private final Farewells farewells = new Farewells();
  private List<RingMember> queue = new ArrayList<>();
  private List<RingMember> due = new ArrayList<>();
  private @Nullable Ring ring;
  private @Nullable Thread owner;
  private @Nullable EpollSide side;
  private boolean closed;

  /// Counts the polls, for members that limit what they deliver in one.
  int polls;

  /// Takes over the memory and the descriptor of a new event counter.
  UringDriver(DriverContext context, CallMemory memory, int counter, RingMaker maker) {
    this.context = context;
    this.memory = memory;
    this.maker = maker;
    this.readBuffer = context.readBuffer();
    this.buffers = new ReceiveBuffers(maker.size());
    this.gatherList = (index, address, length) -> SocketData.gather(memory, index, address, length);
    this.shortage = new AcceptShortage(memory, context);
    this.ringShortage = new RingShortage(memory, context, shortage);
    this.wakeUp = new UringWakeUp(counter, this);
    enter(wakeUp);
  }

  @Override
  public String name() {
    return UringProvider.NAME;
  }

  // The poll

  @Override
  public void poll(long timeoutNanos) {
    if (closed) {
      return;
    }
    polls++;
    Ring mine = ringOfThisThread();
    List<RingMember> now = takeQueue();
    if (mine == null) {
      awaitRing(now, timeoutNanos);
    } else {
      poll(mine, now, timeoutNanos);
    }
    resume(now);
    EpollSide beside = side;
    if (beside != null && !closed) {
      beside.poll();
    }
    shortage.retry();
    sharedListeners.look();
  }

  private void poll(Ring mine, List<RingMember> now, long timeoutNanos) {
    boolean waits = attend(mine, now);
    buffers.publish();
    if (mine.hasCompletion()) {
      // What is left is delivered before more is asked for, unless there is something to submit,
      // which has to be done with when this poll is.
      if (!mine.allSubmitted()) {
        mine.submit(true);
        farewells.submitted(mine);
      }
    } else {
      await(mine, waits && !mine.isOverflown() ? limit(timeoutNanos) : 0);
    }
    dispatch(mine, COMPLETIONS_PER_POLL_MAX);
    takeOverflow(mine);
  }

  /// A poll without a ring. Whoever is closed may have something to say and wants nothing more, so
  /// it is heard, and its descriptor is free for the ring; the others stay in the queue.
  private void awaitRing(List<RingMember> members, long timeoutNanos) {
    farewells.closeNow(memory);
    boolean waits = true;
    for (int index = 0; index < members.size(); index++) {
      RingMember member = members.get(index);
      member.queued = false;
      if (member.isOpen()) {
        queue(member);
      } else {
        waits = false;
      }
    }
    ringShortage.await(waits ? limit(timeoutNanos) : 0, wakeUp, side);
  }

  private long limit(long timeoutNanos) {
    long limit = sharedListeners.limit(shortage.limit(timeoutNanos));
    return side == null ? limit : side.limit(limit);
  }

  /// The kernel moves what it has kept back into the queue when it is called. None of it may be
  /// left, because the next poll may be on another thread, which cannot get at it.
  private void takeOverflow(Ring mine) {
    boolean progress = true;
    while (!closed && progress && mine.isOverflown()) {
      buffers.publish();
      progress = dispatch(mine, Integer.MAX_VALUE) > 0;
      mine.submit(true);
      progress |= mine.hasCompletion();
    }
  }

  private List<RingMember> takeQueue() {
    List<RingMember> taken = queue;
    queue = due;
    due = taken;
    return taken;
  }

  /// Prepares what members want; false if some have something to deliver, or could not be attended
  /// to, so that the poll must not wait.
  private boolean attend(Ring mine, List<RingMember> members) {
    boolean waits = true;
    for (int index = 0; index < members.size(); index++) {
      RingMember member = members.get(index);
      member.queued = false;
      if (!mine.hasRoom()) {
        queue(member);
        waits = false;
      } else if (member.attend(mine)) {
        waits = false;
      }
    }
    // Behind what members submit, because some cancel what they had under way before.
    return farewells.prepare(mine) && waits;
  }

  private void resume(List<RingMember> attended) {
    for (int index = 0; index < attended.size() && !closed; index++) {
      attended.get(index).resume();
    }
    attended.clear();
  }

  /// Waits again when a signal, or a completion that nobody wants to see, cuts the wait short.
  private void await(Ring mine, long timeoutNanos) {
    // The clock is read only where the time that is left may be asked for.
    long deadline = timeoutNanos > 0 ? System.nanoTime() + timeoutNanos : 0;
    long left = timeoutNanos;
    int signals = 0;
    while (true) {
      int outcome = mine.await(left);
      switch (-outcome) {
        case Errno.EINTR -> {
          if (signals++ == WAITS_AFTER_SIGNALS_MAX) {
            return;
          }
        }
        case Errno.ETIME -> {
          // Looked at below.
        }
        case Errno.EBUSY -> {
          // The kernel is short of room: what has completed must be taken first. What could not be
          // submitted stays in the queue for the next poll.
          return;
        }
        case Errno.EAGAIN, Errno.ENOMEM -> {
          if (!mine.hasCompletion()) {
            shortage.restWait(outcome);
          }
          return;
        }
        case Errno.EEXIST -> {
          // A virtual thread has moved: the next poll makes a ring where it is now.
          owner = null;
          return;
        }
        default -> {
          if (outcome < 0) {
            throw new IllegalStateException(
                this + " cannot wait for events: " + Errno.sentence(outcome));
          }
        }
      }
      farewells.submitted(mine);
      if (timeoutNanos == 0 || mine.hasCompletion()) {
        return;
      }
      if (timeoutNanos > 0) {
        left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
      }
    }
  }

  private int dispatch(Ring mine, int max) {
    int count = 0;
    for (; count < max && !closed && mine.hasCompletion(); count++) {
      long completion = mine.completion();
      long userData = Ring.userData(completion);
      int result = Ring.result(completion);
      int flags = Ring.flags(completion);
      mine.taken();
      if (userData != Ring.NOBODY) {
        dispatch(userData, result, flags);
      }
      if ((flags & IORING_CQE_F_BUFFER) != 0 && !closed) {
        buffers.giveBack(flags >>> IORING_CQE_BUFFER_SHIFT);
      }
    }
    return count;
  }

  private void dispatch(long userData, int result, int flags) {
    int operation = Operation.operation(userData);
    if (operation == Operation.STATE && (result == -Errno.ENOMEM || result == -Errno.EAGAIN)) {
      shortage.restWait(result); // It will be asked for again, and would fail again at once.
    }
    RingMember member = table.find(Operation.token(userData));
    if (member != null) {
      member.completed(operation, result, flags, (flags & IORING_CQE_F_MORE) != 0);
    } else if (operation == Operation.ACCEPT && result >= 0) {
      // Accepted for a listener that was closed meanwhile.
      Descriptors.close(memory.errno, result);
    }
  }

  @Override
  public void wakeup() {
    wakeUp.signal();
  }

  // The ring

  /// The ring, made anew when this thread is not the one that made the last; null while none can be
  /// made.
  private @Nullable Ring ringOfThisThread() {
    Thread current = Thread.currentThread();
    Ring existing = ring;
    if (existing != null && owner == current && (!current.isVirtual() || existing.isMine())) {
      return existing;
    }
    if (existing != null) {
      dispatch(existing, Integer.MAX_VALUE);
      leave(existing);
    }
    Ring made = ringShortage.isResting() ? null : makeRing();
    if (made == null) {
      return null;
    }
    ring = made;
    owner = current;
    for (RingMember member : table.all()) {
      member.ringLost();
      queue(member);
    }
    return made;
  }

  private @Nullable Ring makeRing() {
    try {
      Ring made = maker.make(memory, buffers);
      ringShortage.over();
      return made;
    } catch (RingRefusal refusal) {
      if (refusal.mayPass()) {
        ringShortage.rest(refusal);
        return null;
      }
      throw new IllegalStateException(
          this + " cannot make a ring for this thread: " + refusal.getMessage(), refusal);
    }
  }

  private void leave(Ring former) {
    ring = null;
    farewells.submitted(former);
    former.close();
    farewells.closeNow(memory);
  }

  // What is open

  @Override
  public ListenerHandle listen(ListenRequest request, AcceptSink sink) {
    checkOpen();
    SocketAddress address = request.address();
    return address instanceof InetSocketAddress
        ? UringListener.open(this, shortage, request, sink)
        : side(why -> NetworkErrors.notListening(address, why)).listen(request, sink);
  }

  @Override
  public StreamHandle connect(ConnectRequest request, StreamSink sink) {
    checkOpen();
    if (request.remote() instanceof InetSocketAddress) {
      return UringStream.connect(this, request, sink);
    }
    Driver beside;
    try {
      beside = side();
    } catch (DriverUnavailableException e) {
      var reason = CloseReason.of(CloseReason.Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
      var addresses = StreamAddresses.connected(request.remote(), StreamAddresses.UNNAMED);
      return UringStream.failed(this, addresses, sink, reason);
    }
    return beside.connect(request, sink);
  }

  @Override
  public Availability supports(SocketAddress address) {
    return StreamSockets.supports(memory, address);
  }

  // What goes by way of the epoll set

  /// What opens everything but TCP; is opened itself when first needed.
  ///
  /// @throws DriverUnavailableException if it cannot be had, with the reason
  private Driver side() {
    checkOpen();
    EpollSide made = side;
    if (made == null) {
      made = new EpollSide(context, this);
      side = made;
    }
    return made.driver();
  }

  /// The same, with what `refusal` makes of the reason thrown instead.
  private Driver side(Function<String, RuntimeException> refusal) {
    try {
      return side();
    } catch (DriverUnavailableException e) {
      throw refusal.apply(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Availability supportsDatagrams(SocketAddress address) {
    return supports(address);
  }

  @Override
  public DatagramHandle openDatagram(DatagramRequest request, DatagramSink sink) {
    return side(why -> NetworkErrors.notOpened(request.local(), why)).openDatagram(request, sink);
  }

  /// A socket is opened where it is taken over, and fails there. For anything else somebody may
  /// have another way, so the question is whether it can be had now.
  @Override
  public Availability adoptable(Descriptor descriptor) {
    checkOpen();
    if (!(descriptor instanceof Descriptor.Raw(int number))) {
      return Availability.no(
          "the io_uring driver takes over descriptor numbers; for channels of java.nio use the"
              + " driver nio");
    }
    if (OpenSockets.isSocket(memory, number)) {
      return Availability.YES;
    }
    try {
      return side().adoptable(descriptor);
    } catch (DriverUnavailableException e) {
      return Availability.no(
          "the io_uring driver takes over pipes by way of epoll: " + e.getMessage());
    }
  }

  private Driver sideFor(Descriptor descriptor) {
    return side(why ->
        descriptor instanceof Descriptor.Raw(int number)
            ? OpenSockets.wrong(number, why)
            : new IllegalArgumentException(descriptor + " cannot be taken over: " + why));
  }

  @Override
  public void adoptStream(
      AdoptRequest request, Function<StreamHandle, @Nullable StreamSink> claim) {
    checkOpen();
    if (request.isDuplex() && request.input() instanceof Descriptor.Raw(int number)) {
      if (isInternet(number)) {
        UringStream.adopt(this, number, request.options(), claim);
        return;
      }
    }
    Descriptor input = request.input();
    sideFor(input != null ? input : Objects.requireNonNull(request.output()))
        .adoptStream(request, claim);
  }

  /// Whether this is a socket of the kind that the ring serves, as far as its address tells.
  private boolean isInternet(int descriptor) {
    return StreamAddresses.ask(memory, descriptor, StreamAddresses.UNNAMED)
        instanceof InetSocketAddress;
  }

  @Override
  public boolean handsOver() {
    return true;
  }

  @Override
  public ListenerHandle adoptListener(
      Descriptor descriptor, StreamOptions options, AcceptSink sink) {
    checkOpen();
    return descriptor instanceof Descriptor.Raw(int number) && isInternet(number)
        ? SharedUringListener.adopt(this, shortage, number, options, sink)
        : sideFor(descriptor).adoptListener(descriptor, options, sink);
  }

  @Override
  public DatagramHandle adoptDatagram(Descriptor descriptor, DatagramSink sink) {
    return sideFor(descriptor).adoptDatagram(descriptor, sink);
  }

  // Watches

  @Override
  public Availability watchable(Descriptor descriptor) {
    return descriptor instanceof Descriptor.Raw
        ? Availability.YES
        : Availability.no(
            "the io_uring driver watches descriptors by number; for channels of java.nio use the"
                + " driver nio");
  }

  @Override
  public WatchHandle watch(Descriptor descriptor, WatchSink sink) {
    checkOpen();
    if (!(descriptor instanceof Descriptor.Raw(int number))) {
      throw new IllegalArgumentException(
          "the io_uring driver cannot watch " + descriptor + ", only descriptor numbers");
    }
    int outcome =
        watches.containsKey(number)
            ? -Errno.EEXIST
            : Descriptors.control(memory.errno, number, Descriptors.F_GETFL, 0);
    if (outcome < 0) {
      throw new IllegalArgumentException(UringWatch.refusal(number, outcome));
    }
    UringWatch watch = new UringWatch(number, this, sink);
    enter(watch);
    watches.put(number, watch);
    return watch;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "the io_uring driver of " + context.reactorName() + " is closed");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (side != null) {
      side.close();
    }
    table.all().forEach(RingMember::discard);
    Ring last = ring;
    if (last != null) {
      giveUpEverything(last);
      leave(last);
    }
    farewells.closeNow(memory);
    wakeUp.free();
    shortage.close();
    buffers.close();
    memory.close();
  }

  /// Cancels what is under way, so that sockets are free when this returns; where this is not the
  /// ring's thread, the kernel does so by itself a little later. Closes what was accepted and has
  /// reached nobody.
  private void giveUpEverything(Ring last) {
    if (last.hasRoom()) {
      last.cancelAll();
      last.submit(true);
    }
    do {
      while (last.hasCompletion()) {
        long completion = last.completion();
        int result = Ring.result(completion);
        boolean accepted =
            Operation.operation(Ring.userData(completion)) == Operation.ACCEPT && result >= 0;
        last.taken();
        if (accepted) {
          Descriptors.close(memory.errno, result);
        }
      }
    } while (last.isOverflown() && last.submit(true) >= 0);
  }

  // For the members

  /// Gives a new member its token.
  void enter(RingMember member) {
    table.add(member);
    queue(member);
  }

  /// Gives a member another token, so that what is under way with the old one finds nobody.
  void rename(RingMember member) {
    table.remove(member);
    table.add(member);
  }

  /// Has the next poll attend to a member.
  void queue(RingMember member) {
    if (!member.queued) {
      member.queued = true;
      queue.add(member);
    }
  }

  /// Has the next poll cancel a request.
  void cancelLater(RingMember member, int operation) {
    farewells.cancel(Operation.of(member.token, operation));
  }

  /// Ends a member whose requests have been cancelled or are over, and closes its descriptor in the
  /// next poll: whatever is under way holds the socket open until then anyway.
  void release(RingMember member) {
    int descriptor = member.descriptor;
    forget(member);
    farewells.close(descriptor);
  }

  /// The same for a member that wants to hear how its requests end, and has itself forgotten then.
  void releaseWhenOver(RingMember member) {
    farewells.close(member.descriptor);
    member.descriptor = RingMember.CLOSED;
  }

  /// Ends a member without closing its descriptor.
  void forget(RingMember member) {
    table.remove(member);
    if (member instanceof UringWatch watch) {
      watches.remove(watch.descriptor, watch);
    }
    member.descriptor = RingMember.CLOSED;
  }

  /// Has the kernel do at once what [#cancelLater] and [#release] have noted, where this thread may
  /// enter the ring; else the next poll does.
  void settle() {
    Ring present = ring;
    if (present != null && owner == Thread.currentThread()) {
      farewells.prepare(present);
      present.submit(true);
      farewells.submitted(present);
    } else if (present == null) {
      farewells.closeNow(memory);
    }
  }

  /// A descriptor with this number is new. If somebody watches the number, he has closed what he
  /// watched without saying so, and must not touch what has the number now.
  void descriptorTaken(int descriptor) {
    if (!watches.isEmpty()) {
      @Nullable UringWatch stale = watches.get(descriptor);
      if (stale != null) {
        stale.lose("descriptor " + descriptor + " was closed while it was watched");
      }
    }
  }

  @Override
  public String toString() {
    return "io_uring driver of " + context.reactorName() + " with " + table.size() + " descriptors";
  }
}
