package dev.triga.testing.contract;

import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Random numbers that know which threads have made key pairs from them. Names of sessions are
/// random too, and cost nothing.
final class KeyMakers extends SecureRandom {
  private static final long serialVersionUID = 1;

  private final transient Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /// The threads that have made keys.
  Set<Thread> threads() {
    return Set.copyOf(threads);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    if (StackWalker.getInstance().walk(frames -> frames.anyMatch(KeyMakers::isOfKeys))) {
      threads.add(Thread.currentThread());
    }
    super.nextBytes(bytes);
  }

  private static boolean isOfKeys(StackWalker.StackFrame frame) {
    return frame.getClassName().contains("KeyPairGenerator");
  }
}
