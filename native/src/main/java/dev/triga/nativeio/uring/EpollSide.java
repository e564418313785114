package dev.triga.nativeio.uring;

import dev.triga.driver.Descriptor;
import dev.triga.driver.Driver;
import dev.triga.driver.DriverContext;
import dev.triga.driver.DriverUnavailableException;
import dev.triga.driver.WatchHandle;
import dev.triga.driver.WatchSink;
import dev.triga.nativeio.readiness.EpollProvider;
import dev.triga.nativeio.readiness.NestedDriver;

/// What has nothing to gain from the ring, or more to say than its requests can carry: datagrams,
/// pipes, Unix-domain sockets with their descriptors. They live on an epoll set, which the ring
/// watches. On the turn only.
final class EpollSide implements WatchSink, AutoCloseable {
  private final NestedDriver driver;
  private final WatchHandle watch;
  private boolean ready;

  /// Opens a set for the reactor that `context` describes, and has `ring` watch it.
  ///
  /// @throws DriverUnavailableException if it cannot be had, with the reason
  EpollSide(DriverContext context, UringDriver ring) {
    this.driver = new EpollProvider().nested(context);
    this.watch = watched(driver, ring);
    watch.interest(true, false);
  }

  private WatchHandle watched(NestedDriver opened, UringDriver ring) {
    WatchHandle begun = null;
    try {
      ring.descriptorTaken(opened.descriptor());
      begun = ring.watch(Descriptor.of(opened.descriptor()), this);
      return begun;
    } catch (IllegalArgumentException e) {
      throw new DriverUnavailableException("the epoll set is lost: " + e.getMessage(), e);
    } finally {
      if (begun == null) {
        opened.close();
      }
    }
  }

  /// What opens and adopts.
  Driver driver() {
    return driver;
  }

  /// Of the set, which is readable as long as there is something to poll for.
  int descriptor() {
    return driver.descriptor();
  }

  /// The time-out of a wait, shortened if there is something to do before its end.
  long limit(long timeoutNanos) {
    return driver.limit(timeoutNanos);
  }

  /// Delivers what has happened.
  void poll() {
    if (ready || driver.limit(-1) == 0) {
      ready = false;
      driver.poll(0);
    }
  }

  @Override
  public void readable() {
    ready = true;
  }

  @Override
  public void writable() {
    // Nobody asks for that.
  }

  @Override
  public void gone(String reason) {
    throw new IllegalStateException("the epoll set of an io_uring driver was lost: " + reason);
  }

  @Override
  public void close() {
    watch.close();
    driver.close();
  }
}
