package dev.triga.nativeio.readiness;

import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import dev.triga.nativeio.libc.Errno;
import org.jspecify.annotations.Nullable;

/// A descriptor of the user's, watched for its state. We never close it.
final class WatchedDescriptor extends Registration implements WatchHandle {
  private static final int OVER = Readiness.ERROR | Readiness.HANG_UP;

  private final ReadinessDriver driver;
  private final WatchSink sink;
  private @Nullable String loss;

  WatchedDescriptor(int descriptor, ReadinessDriver driver, WatchSink sink) {
    super(descriptor);
    this.driver = driver;
    this.sink = sink;
  }

  /// Why a descriptor cannot be watched, given what the poller answered; null when it can.
  static @Nullable String obstacle(int outcome) {
    return switch (-outcome) {
      case Errno.EBADF -> "it is not open";
      case Errno.EPERM -> "it is a file or folder, which are always ready; just use it";
      case Errno.EEXIST -> "it is watched already; change the interest of that watch";
      default -> outcome < 0 ? Errno.sentence(outcome) : null;
    };
  }

  @Override
  public void interest(boolean read, boolean write) {
    int wanted = (read ? Readiness.READABLE : 0) | (write ? Readiness.WRITABLE : 0);
    if (!isOpen() || (wanted == interest && !suspended)) {
      return;
    }
    interest = wanted;
    int outcome = driver.changeInterest(this);
    if (outcome == -Errno.EBADF || outcome == -Errno.ENOENT) {
      lose(closedMeanwhile(descriptor));
    } else if (outcome < 0) {
      lose("descriptor " + descriptor + " cannot be watched any more: " + Errno.sentence(outcome));
    }
  }

  /// What the sink is told when somebody has closed the descriptor behind our back.
  static String closedMeanwhile(int descriptor) {
    return "descriptor " + descriptor + " was closed while it was watched";
  }

  /// Ends the watch of a descriptor that is closed and has the next poll tell the sink.
  void lose(String reason) {
    driver.forget(this);
    loss = reason;
    driver.queue(this);
  }

  @Override
  void ready(int readiness) {
    if ((readiness & Readiness.INVALID) != 0) {
      int ended = descriptor;
      driver.forget(this);
      sink.gone(closedMeanwhile(ended));
      return;
    }
    if (interest == Readiness.NONE) {
      nobodyAsked(readiness);
      return;
    }
    // An end or an error makes every operation return at once, so whoever waits for one is told.
    if ((readiness & (Readiness.READABLE | OVER)) != 0 && (interest & Readiness.READABLE) != 0) {
      sink.readable();
    }
    if ((readiness & (Readiness.WRITABLE | OVER)) != 0
        && isOpen()
        && (interest & Readiness.WRITABLE) != 0) {
      sink.writable();
    }
  }

  /// An error or a hang-up, which are reported without being asked for, as long as they last.
  private void nobodyAsked(int readiness) {
    if ((readiness & Readiness.ERROR) != 0) {
      int ended = descriptor;
      driver.unwatch(this);
      sink.gone("descriptor " + ended + " has an error: its other end is closed or has failed");
    } else {
      // There may be something left to read, later.
      driver.suspend(this);
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
  public void close() {
    loss = null;
    if (isOpen()) {
      driver.unwatch(this);
    }
  }

  @Override
  void discard() {
    close();
  }

  @Override
  public String toString() {
    return isOpen() ? "watch of descriptor " + descriptor : "ended watch";
  }
}
