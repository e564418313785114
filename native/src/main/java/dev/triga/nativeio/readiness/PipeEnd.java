package dev.triga.nativeio.readiness;

import dev.triga.nativeio.libc.Errno;

/// One descriptor of a [PipeStream]: its reading or its writing end.
///
/// A regular file cannot be watched and is always ready: it is queued instead, so that each poll
/// gives it a turn.
final class PipeEnd extends Registration {
  private final ReadinessDriver driver;
  private final PipeStream stream;
  private final boolean isInput;
  private boolean isAlwaysReady;

  PipeEnd(ReadinessDriver driver, PipeStream stream, int descriptor, boolean isInput) {
    super(descriptor);
    this.driver = driver;
    this.stream = stream;
    this.isInput = isInput;
    this.shared = true;
    this.interest = isInput ? Readiness.READABLE : Readiness.NONE;
  }

  /// Begins to watch; answers with zero or a negated error number.
  int start() {
    if (!isOpen()) {
      return 0;
    }
    int outcome = driver.register(this);
    if (outcome == -Errno.EPERM) {
      isAlwaysReady = true;
      again();
      return 0;
    }
    return outcome;
  }

  /// Watches for the readiness of this end, or no longer.
  void listen(boolean wanted) {
    int mask = isInput ? Readiness.READABLE : Readiness.WRITABLE;
    int changed = wanted ? mask : Readiness.NONE;
    if (isOpen() && interest != changed) {
      interest = changed;
      if (isAlwaysReady) {
        again();
      } else if (watched) {
        driver.changeInterest(this);
      }
    }
  }

  private void again() {
    if (isOpen() && interest != Readiness.NONE) {
      driver.queue(this);
    }
  }

  @Override
  void ready(int readiness) {
    if (isInput) {
      if (interest == Readiness.NONE) {
        // The other end is closed; what is left is read after the pause, and asking again tells so.
        driver.suspend(this);
      } else {
        stream.inputReady();
      }
      return;
    }
    if ((readiness & (Readiness.ERROR | Readiness.HANG_UP)) != 0) {
      stream.readerGone();
    } else if ((readiness & Readiness.WRITABLE) != 0) {
      stream.outputReady();
    }
  }

  @Override
  void resume() {
    if (!isAlwaysReady || !isOpen()) {
      stream.tellLater();
      return;
    }
    if (interest != Readiness.NONE) {
      if (isInput) {
        stream.inputReady();
      } else {
        stream.outputReady();
      }
      again();
    }
  }

  @Override
  void discard() {
    close();
  }

  void close() {
    if (isOpen()) {
      driver.release(this);
    }
  }
}
