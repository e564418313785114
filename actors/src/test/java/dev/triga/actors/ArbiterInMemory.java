package dev.triga.actors;

import dev.triga.async.Deferred;
import dev.triga.testing.MemoryReactor;
import org.junit.jupiter.api.BeforeEach;

/// An arbiter for each test, on a reactor in memory whose clock the test has in hand.
abstract class ArbiterInMemory {
  MemoryReactor memory;
  Arbiter arbiter;

  @BeforeEach
  void begin(MemoryReactor memory) {
    this.memory = memory;
    arbiter = Arbiter.on(memory.reactor());
    memory.settle();
  }

  /// What has come once nothing is left to do now.
  <T> T settled(Deferred<T> deferred) {
    memory.settle();
    return deferred.resultNow();
  }
}
