package dev.triga.benchmarks.micro;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// Virtual threads on the JDK's own scheduler.
final class JdkAwait implements AwaitSubject {
  private static final int BATCH = 100;

  private final ExecutorService loop =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("jdk-loop").factory());
  private volatile boolean isPong;

  /// Two virtual threads hand each other the turn; one round trip is there and back.
  @Override
  public void roundTrips(int count) {
    var done = new Semaphore(0);
    var threads = new Thread[2];
    threads[1] =
        Thread.ofVirtual()
            .unstarted(() -> {
              for (int i = 0; i < count; i++) {
                waitFor(true);
                isPong = false;
                LockSupport.unpark(threads[0]);
              }
              done.release();
            });
    threads[0] =
        Thread.ofVirtual()
            .unstarted(() -> {
              for (int i = 0; i < count; i++) {
                isPong = true;
                LockSupport.unpark(threads[1]);
                waitFor(false);
              }
              done.release();
            });
    threads[1].start();
    threads[0].start();
    Waiting.take(done, 2);
  }

  private void waitFor(boolean wanted) {
    while (isPong != wanted) {
      LockSupport.park(this);
    }
  }

  @Override
  public void answers(int count) {
    Waiting.run(
        () -> {
          for (int i = 0; i < count; i++) {
            CompletableFuture.supplyAsync(() -> "answer", loop).join();
          }
        },
        Thread::startVirtualThread);
  }

  @Override
  public void coroutines(int count) {
    Waiting.run(
        () -> {
          for (int i = 0; i < count; i += BATCH) {
            var ended = new CountDownLatch(BATCH);
            for (int j = 0; j < BATCH; j++) {
              Thread.startVirtualThread(ended::countDown);
            }
            await(ended);
          }
        },
        Thread::startVirtualThread);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Interrupted while waiting", e);
    }
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
