package dev.triga.benchmarks.load;

/// What is in flight and what has finished. For one thread.
final class Tally {
  private final Latencies latencies = new Latencies();
  private long operations;
  private long inFlight;
  private boolean refilling;

  /// Whether a finished operation starts the next one.
  boolean refilling() {
    return refilling;
  }

  void refill(boolean refill) {
    refilling = refill;
  }

  void begin(int count) {
    inFlight += count;
  }

  void finish(long nanos) {
    latencies.add(nanos);
    operations++;
    inFlight--;
  }

  boolean isIdle() {
    return inFlight == 0;
  }

  long operations() {
    return operations;
  }

  Latencies latencies() {
    return latencies;
  }

  /// Forgets what has finished.
  void clear() {
    latencies.clear();
    operations = 0;
  }
}
