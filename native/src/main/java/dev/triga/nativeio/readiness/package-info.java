/// Drivers over the system's readiness calls: the kernel says which descriptor can be read or
/// written, we do it.
///
/// What such drivers have in common lives in shared classes: [ReadinessDriver] (the poll and its
/// dispatch), [StreamSocket], [ListeningSocket] and [WatchedDescriptor] (the three things that can
/// be ready), [WakeUp]. What differs is a [Poller], one small class per mechanism; here it is
/// [EpollPoller].
@NullMarked
package dev.triga.nativeio.readiness;

import org.jspecify.annotations.NullMarked;
