package dev.triga.loop;

import dev.triga.reactor.LogEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The entries of one reactor on their way: numbered, kept in the history, and delivered on the
/// turn in the order of their numbers. Any thread, except where a method says otherwise.
final class LogStream {
  /// Entries delivered in a row before the loop gets the turn back.
  private static final int BATCH_ENTRIES = 256;

  private final Turn turn;
  private final Runnable deliverBatch = this::deliverBatch;

  // Guarded by this.
  private final ArrayDeque<LogDelivery> waiting = new ArrayDeque<>();
  private final LogEntry[] ring;
  private long count;
  private boolean isBatchDue;

  // Who observes at this moment. Others than the deliverer only find out that they are not it.
  private volatile @Nullable Thread deliverer;
  private @Nullable LogSubscription observing;
  private @Nullable LogDelivery delivering;
  private boolean isAskedAgain;

  LogStream(Turn turn, int historyEntries) {
    this.turn = turn;
    this.ring = new LogEntry[historyEntries];
  }

  /// The number that the next entry will have.
  synchronized long nextNumber() {
    return count;
  }

  /// Takes an entry that has passed level and filters.
  ///
  /// @param isUrgent to tell observers for any thread at once, on the calling thread
  void add(LogEntry entry, NamedLog log, boolean isUrgent) {
    if (deliverer != Thread.currentThread()) {
      add(entry, log, isUrgent, null, false);
      return;
    }
    // Two observers that log about each other's entries would never end.
    boolean isEcho = delivering != null && delivering.maker() != null;
    add(entry, log, isUrgent, observing, isEcho);
  }

  /// Takes the report that an observer was taken off, which everybody left hears of.
  void addReport(LogEntry entry, NamedLog log) {
    add(entry, log, false, null, false);
  }

  private void add(
      LogEntry entry,
      NamedLog log,
      boolean isUrgent,
      @Nullable LogSubscription maker,
      boolean isForHistoryOnly) {
    LogDelivery delivery;
    boolean begin;
    synchronized (this) {
      long number = count++;
      ring[(int) (number % ring.length)] = entry;
      if (isForHistoryOnly) {
        return;
      }
      delivery = new LogDelivery(number, entry, log, isUrgent, maker);
      waiting.add(delivery);
      begin = !isBatchDue;
      isBatchDue = true;
    }
    if (isUrgent) {
      log.deliver(delivery, true);
    }
    if (begin) {
      turn.deliver(deliverBatch);
    }
  }

  /// The last entries, oldest first.
  synchronized List<LogEntry> history() {
    int size = (int) Math.min(count, ring.length);
    var entries = new ArrayList<LogEntry>(size);
    for (long number = count - size; number < count; number++) {
      entries.add(ring[(int) (number % ring.length)]);
    }
    return List.copyOf(entries);
  }

  /// Notes which observer is about to be called. On the turn.
  void observing(@Nullable LogSubscription subscription) {
    observing = subscription;
  }

  private void deliverBatch() {
    if (deliverer == Thread.currentThread()) {
      // A stopped reactor delivers inside the call; going round the loop keeps the stack flat.
      isAskedAgain = true;
      return;
    }
    deliverer = Thread.currentThread();
    try {
      do {
        isAskedAgain = false;
        boolean isMore = true;
        try {
          isMore = deliverSome();
        } finally {
          if (isMore) {
            turn.deliver(deliverBatch);
          }
        }
      } while (isAskedAgain);
    } finally {
      delivering = null;
      deliverer = null;
    }
  }

  /// Returns whether entries may be left.
  private boolean deliverSome() {
    for (int i = 0; i < BATCH_ENTRIES; i++) {
      LogDelivery delivery;
      synchronized (this) {
        delivery = waiting.poll();
        if (delivery == null) {
          isBatchDue = false;
          return false;
        }
      }
      delivering = delivery;
      delivery.log().deliver(delivery, false);
    }
    return true;
  }
}
