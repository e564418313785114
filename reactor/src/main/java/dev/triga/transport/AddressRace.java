package dev.triga.transport;

import dev.triga.driver.ConnectRequest;
import dev.triga.driver.Driver;
import dev.triga.driver.StreamHandle;
import dev.triga.driver.StreamSink;
import dev.triga.loop.EventLoop;
import dev.triga.net.BindFailure;
import dev.triga.net.CloseReason;
import dev.triga.net.ConnectOptions;
import dev.triga.reactor.ScheduledCall;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Connects to whichever of several addresses answers first (RFC 8305, "happy eyeballs"): an
/// attempt at the first address at once, one at each further address when the delay between
/// attempts is over or an attempt has failed. The first that stands wins, the others are aborted
/// and nobody hears of them. On the turn.
final class AddressRace {
  /// How many addresses are tried. A name may have any number, and so many attempts could be under
  /// way at the same time.
  static final int ADDRESSES_MAX = 64;

  /// Who hears how it ends. Exactly one of the two is called, once, unless the race is given up.
  interface Finish {
    /// The connection stands.
    ///
    /// @return who hears of it from now on; null if nobody wants it, and it is aborted
    @Nullable StreamSink won(StreamHandle handle);

    /// There is no address left.
    void lost(CloseReason reason);
  }

  private final EventLoop loop;
  private final Driver driver;
  private final ConnectOptions options;
  private final Finish finish;
  private final ArrayDeque<SocketAddress> untried;
  private final int addresses;
  private final Set<Runner> running = new LinkedHashSet<>();
  private final StringJoiner failures = new StringJoiner("; ");
  private @Nullable CloseReason failure;
  private @Nullable ScheduledCall delay;
  private boolean isOver;

  AddressRace(
      EventLoop loop,
      Driver driver,
      ConnectOptions options,
      List<? extends SocketAddress> inOrder,
      Finish finish) {
    this.loop = loop;
    this.driver = driver;
    this.options = options;
    this.finish = finish;
    this.addresses = inOrder.size();
    this.untried = new ArrayDeque<>(inOrder.subList(0, Math.min(inOrder.size(), ADDRESSES_MAX)));
  }

  /// Begins with the first address.
  void begin() {
    startNext();
  }

  /// Aborts every attempt; nobody hears of it.
  void giveUp() {
    isOver = true;
    dropDelay();
    running.forEach(Runner::abort);
    running.clear();
  }

  private void dropDelay() {
    if (delay != null) {
      delay.cancel();
      delay = null;
    }
  }

  /// Starts an attempt at the next address that one can be started at.
  private void startNext() {
    dropDelay();
    while (!untried.isEmpty()) {
      var address = untried.removeFirst();
      var runner = new Runner(address);
      try {
        runner.handle =
            driver.connect(new ConnectRequest(address, options.local(), options.stream()), runner);
        running.add(runner);
        if (!untried.isEmpty()) {
          delay = loop.schedule(options.attemptDelay(), this::startNext);
        }
        return;
      } catch (BindFailure e) {
        note(address, e.reason());
      }
    }
    if (running.isEmpty()) {
      isOver = true;
      finish.lost(summary());
    }
  }

  private void failed(Runner runner, CloseReason reason) {
    if (isOver) {
      return;
    }
    running.remove(runner);
    note(runner.address, reason);
    if (!untried.isEmpty() || running.isEmpty()) {
      startNext();
    }
  }

  /// What says more about the peer than about the way there is what is reported in the end.
  private void note(SocketAddress address, CloseReason reason) {
    failures.add(address + ": " + reason.detail());
    boolean saysLittle =
        reason.kind() == CloseReason.Kind.UNREACHABLE || reason.kind() == CloseReason.Kind.BIND;
    if (failure == null || !saysLittle) {
      failure = reason;
    }
  }

  private CloseReason summary() {
    var told = failure;
    if (told == null) {
      return CloseReason.of(CloseReason.Kind.DNS, "there is no address to connect to");
    }
    if (addresses == 1) {
      return told;
    }
    String which =
        addresses > ADDRESSES_MAX
            ? "none of the first " + ADDRESSES_MAX + " of " + addresses
            : "none of " + addresses;
    return new CloseReason(
        told.kind(), which + " addresses can be reached: " + failures, told.cause());
  }

  private void won(Runner winner) {
    running.remove(winner);
    giveUp();
    var handle = winner.handle;
    if (handle != null) {
      winner.above = finish.won(handle);
      if (winner.above == null) {
        winner.abort();
      }
    }
  }

  /// One attempt, and after it has won the way from the handle to whoever uses the connection.
  private final class Runner implements StreamSink {
    private final SocketAddress address;
    private @Nullable StreamHandle handle;
    private @Nullable StreamSink above;

    Runner(SocketAddress address) {
      this.address = address;
    }

    void abort() {
      if (handle != null) {
        handle.abort();
        handle = null;
      }
    }

    @Override
    public void connected() {
      loop.enter();
      if (isOver) {
        abort();
      } else {
        won(this);
      }
      loop.afterCallback();
    }

    @Override
    public void readable(ByteBuffer data) {
      if (above != null) {
        above.readable(data);
      }
    }

    @Override
    public void readClosed() {
      if (above != null) {
        above.readClosed();
      }
    }

    @Override
    public void writable() {
      if (above != null) {
        above.writable();
      }
    }

    @Override
    public void closed(CloseReason reason) {
      loop.enter();
      if (above != null) {
        above.closed(reason);
      } else {
        handle = null;
        failed(this, reason);
      }
      loop.afterCallback();
    }
  }
}
