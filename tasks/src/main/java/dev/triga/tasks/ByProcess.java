package dev.triga.tasks;

import dev.triga.actors.TerminatedFailure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Has the tasks done by a process, which is replaced when it dies.
final class ByProcess implements Performer {
  /// How often in a row the start of a process may fail before what waits is lost.
  private static final int STARTS_MAX = 3;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Schedule schedule;
  private final ProcessHost host;

  /// Written by the worker's thread.
  private volatile @Nullable WorkerProcess process;

  private volatile @Nullable Shipment inHand;

  ByProcess(Schedule schedule, ProcessHost host) {
    this.schedule = schedule;
    this.host = host;
  }

  @Override
  public boolean isReady() {
    var present = process;
    return present != null && present.isAlive();
  }

  @Override
  public boolean prepare() {
    for (int starts = 1; ; starts++) {
      try {
        process = host.start();
        return true;
      } catch (ProcessHost.StartFailure e) {
        if (schedule.isClosed()) {
          return false;
        }
        if (starts == STARTS_MAX) {
          schedule.cannotStart(host.living() == 0, e);
          return false;
        }
        LockSupport.parkNanos(this, PAUSE_NANOS << starts);
      }
    }
  }

  @Override
  public void perform(Chunk chunk) {
    var present = process;
    if (present == null) {
      throw new IllegalStateException("there is no process for the tasks");
    }
    var shipment = new Shipment(chunk, present, host.values());
    inHand = shipment;
    try {
      shipment.run();
    } catch (TerminatedFailure gone) {
      process = null;
      shipment.lost(gone);
    } catch (RuntimeException | Error trouble) {
      // The pool is being closed, say, or this JVM has no memory: each task has an outcome even so.
      present.kill();
      process = null;
      shipment.lost(
          present.lost("was killed, because it cannot be spoken to: " + trouble, trouble));
    } finally {
      inHand = null;
    }
  }

  @Override
  public @Nullable SharedWord word() {
    var present = process;
    return present == null ? null : present.word();
  }

  @Override
  public void flush() {
    var shipment = inHand;
    if (shipment != null) {
      shipment.flush();
    }
  }

  @Override
  public boolean kill() {
    var shipment = inHand;
    if (shipment != null) {
      shipment.kill();
    }
    return true;
  }

  @Override
  public void close() {
    var present = process;
    if (present != null) {
      present.stop();
    }
  }
}
