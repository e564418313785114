package dev.triga.reactor;

/// Hears of the entries of a log, in order, on the turn of the log's reactor, each in a later
/// moment than it was logged. One that throws is taken off, and the others hear of it.
///
/// What an observer logs while it observes is given to the other observers, and to none a second
/// time.
@FunctionalInterface
public interface LogObserver {
  /// An entry was logged.
  ///
  /// @throws Exception to be taken off
  void observe(LogEntry entry) throws Exception;

  /// Whether it may be called by any thread, also by several at once. Such an observer hears of a
  /// stalled reactor while it is stalled; others when the reactor goes on.
  default boolean isForAnyThread() {
    return false;
  }

  /// This observer, for the entries that `filter` keeps.
  default LogObserver only(LogFilter filter) {
    LogObserver all = this;
    return new LogObserver() {
      @Override
      public void observe(LogEntry entry) throws Exception {
        if (filter.keeps(entry)) {
          all.observe(entry);
        }
      }

      @Override
      public boolean isForAnyThread() {
        return all.isForAnyThread();
      }
    };
  }
}
