package dev.triga.nativeio.uring;

import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import dev.triga.nativeio.libc.Epoll;
import dev.triga.nativeio.libc.Errno;
import org.jspecify.annotations.Nullable;

/// A descriptor of the user's, watched for its state. We never close it.
///
/// A request that reports once is submitted anew for each poll, so that what holds is reported as
/// long as it holds. The kernel reports errors and ends even where nobody asks for them; when it
/// reports nothing but these, the next request reports changes only, or it would never rest.
///
/// A request that is under way keeps what it watches open, even after the user has closed the
/// number; so a watch has to be ended before, and the peer of one that was forgotten learns of the
/// end only when the watch ends.
final class UringWatch extends RingMember implements WatchHandle {
  private static final int OVER = Epoll.EPOLLERR | Epoll.EPOLLHUP;

  private final UringDriver driver;
  private final WatchSink sink;
  private int interest;
  private @Nullable String loss;

  /// Whether a request is under way, and for what.
  private boolean armed;

  private int armedFor;

  /// Whether the state has nothing for us, so that only changes matter.
  private boolean changesOnly;

  UringWatch(int descriptor, UringDriver driver, WatchSink sink) {
    super(descriptor);
    this.driver = driver;
    this.sink = sink;
  }

  @Override
  public void interest(boolean read, boolean write) {
    int wanted = (read ? Epoll.EPOLLIN : 0) | (write ? Epoll.EPOLLOUT : 0);
    if (isOpen() && wanted != interest) {
      interest = wanted;
      changesOnly = false;
      driver.queue(this);
    }
  }

  /// Ends the watch of a descriptor that is closed and has the next poll tell the sink.
  void lose(String reason) {
    end();
    loss = reason;
    driver.queue(this);
  }

  @Override
  boolean attend(Ring ring) {
    if (!isOpen()) {
      return loss != null;
    }
    if (armed && armedFor != interest) {
      stop();
    }
    if (!armed) {
      ring.poll(descriptor, interest, changesOnly, Operation.of(token, Operation.STATE));
      armed = true;
      armedFor = interest;
    }
    return false;
  }

  /// Has nothing to do with the request under way any more: what it still reports is for a token
  /// that nobody has.
  private void stop() {
    driver.cancelLater(this, Operation.STATE);
    driver.rename(this);
    armed = false;
  }

  @Override
  void completed(int operation, int result, int flags, boolean more) {
    if (!more) {
      armed = false;
      driver.queue(this);
    }
    if (result >= 0) {
      changed(result, more);
    } else if (!isPassing(result)) {
      lose("descriptor " + descriptor + " cannot be watched any more: " + Errno.sentence(result));
    }
  }

  /// Whether the same request may succeed another time.
  private static boolean isPassing(int outcome) {
    return switch (-outcome) {
      case Errno.EINTR, Errno.EAGAIN, Errno.ENOMEM, Errno.ECANCELED -> true;
      default -> false;
    };
  }

  private void changed(int events, boolean more) {
    if (interest == 0) {
      nobodyAsked(events);
      return;
    }
    boolean over = (events & OVER) != 0;
    boolean readable = (interest & Epoll.EPOLLIN) != 0 && (over || (events & Epoll.EPOLLIN) != 0);
    boolean writable = (interest & Epoll.EPOLLOUT) != 0 && (over || (events & Epoll.EPOLLOUT) != 0);
    changesOnly = !readable && !writable;
    if (more && !changesOnly) {
      stop();
      driver.queue(this);
    }
    // An end or an error makes every operation return at once, so whoever waits for one is told.
    if (readable) {
      sink.readable();
    }
    if (writable && isOpen() && (interest & Epoll.EPOLLOUT) != 0) {
      sink.writable();
    }
  }

  /// An error or a hang-up, which are reported without being asked for, as long as they last.
  private void nobodyAsked(int events) {
    if ((events & Epoll.EPOLLERR) != 0) {
      int ended = descriptor;
      close();
      sink.gone("descriptor " + ended + " has an error: its other end is closed or has failed");
    } else {
      // There may be something left to read, later.
      changesOnly = true;
    }
  }

  @Override
  void resume() {
    String reason = loss;
    if (reason != null) {
      loss = null;
      sink.gone(reason);
    }
  }

  @Override
  void ringLost() {
    armed = false;
  }

  @Override
  public void close() {
    loss = null;
    end();
  }

  private void end() {
    if (isOpen()) {
      if (armed) {
        driver.cancelLater(this, Operation.STATE);
      }
      driver.forget(this);
    }
  }

  @Override
  void discard() {
    close();
  }

  /// Why a descriptor cannot be watched.
  static String refusal(int descriptor, int outcome) {
    String reason =
        switch (-outcome) {
          case Errno.EBADF -> "it is not open";
          case Errno.EEXIST -> "it is watched already; change the interest of that watch";
          default -> Errno.sentence(outcome);
        };
    return "cannot watch descriptor " + descriptor + ": " + reason;
  }

  @Override
  public String toString() {
    return isOpen() ? "watch of descriptor " + descriptor : "ended watch";
  }
}
