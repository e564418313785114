package dev.triga.loop;

import dev.triga.reactor.LogEntry;
import org.jspecify.annotations.Nullable;

/// An entry on its way to the observers.
///
/// @param number its place among all entries of the reactor
/// @param log the log it was made at
/// @param isUrgent whether observers for any thread have had it already
/// @param maker the observer that logged it while it observed, if one did
record LogDelivery(
    long number, LogEntry entry, NamedLog log, boolean isUrgent, @Nullable LogSubscription maker) {}
