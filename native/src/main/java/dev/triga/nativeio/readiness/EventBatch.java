package dev.triga.nativeio.readiness;

/// What one wait has found, for pollers whose system does not make such a list itself. It holds
/// tokens and not places, because callbacks change the places.
final class EventBatch {
  /// Events of one batch at most, for the reason of [dev.triga.nativeio.libc.Epoll#EVENTS_MAX].
  static final int EVENTS_MAX = 128;

  private final long[] tokens = new long[EVENTS_MAX];
  private final int[] readiness = new int[EVENTS_MAX];
  private int size;

  void clear() {
    size = 0;
  }

  /// Adds an event; there is room for [#EVENTS_MAX].
  void add(long token, int bits) {
    tokens[size] = token;
    readiness[size] = bits;
    size++;
  }

  int size() {
    return size;
  }

  long token(int index) {
    return tokens[index];
  }

  int readiness(int index) {
    return readiness[index];
  }
}
