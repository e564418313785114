/// The driver over Linux's `io_uring`: the kernel does what it was told to do and says when it has.
///
/// [UringDriver] polls: it submits what its members want ([RingMember#attend]), waits, and hands
/// each completion to the member that it names. Members are [UringStream], [UringListener],
/// [SharedUringListener], [UringWatch] and [UringWakeUp]. [Ring] is the pair of queues,
/// [ReceiveBuffers] the memory into which the kernel receives, [RingProbe] finds out whether all of
/// it is to be had.
///
/// **Threads.** A ring belongs to the thread that made it, which is the one that polls; when
/// another thread polls later, the driver makes a new ring and every member submits again what it
/// had under way. Nothing but a poll prepares requests, so whoever has the turn may use the
/// handles.
///
/// **What is under way** never refers to memory that somebody frees: the kernel receives into the
/// [ReceiveBuffers], which outlive the ring, and bytes are sent by plain calls that have done with
/// them when they return.
@NullMarked
package dev.triga.nativeio.uring;

import org.jspecify.annotations.NullMarked;
