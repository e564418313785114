package dev.triga.testing.contract;

import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Random numbers that know which threads have asked for them: who makes keys needs them.
final class ThreadsOfRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private final transient Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /// The threads that have asked.
  Set<Thread> threads() {
    return Set.copyOf(threads);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    threads.add(Thread.currentThread());
    super.nextBytes(bytes);
  }
}
