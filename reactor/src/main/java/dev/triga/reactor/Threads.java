package dev.triga.reactor;

import dev.triga.loop.WorkThreads;

/// The threads that do blocking or long work for a reactor, by way of [Reactor#callInThread] and
/// [Reactor#deferToThread]. They exist while there is work; any thread may call.
///
/// **Limits.** Of each kind only so many calls run at once; further ones wait, first in first out,
/// up to a limit, above which they are refused with a [ThreadLimitException].
///
/// **The end.** At shutdown, once connections are closed and coroutines have ended, the calls that
/// run or wait are waited for, as long as the phase deadline of the reactor allows. Then those that
/// wait are dropped and fail, those that run are interrupted, and after another [#GRACE_MILLIS], or
/// another phase deadline if that is shorter, what still has not ended is reported with its stack
/// and left behind on daemon threads.
public sealed interface Threads permits WorkThreads {
  /// How many calls run at once on virtual threads, unless [#limit] says otherwise.
  int VIRTUAL_MAX = 1_000;

  /// How many calls run at once on platform threads, unless [#limit] says otherwise: as many as
  /// there are processors, and four at least, because work on files waits for disks too.
  int PLATFORM_MAX = Math.max(4, Runtime.getRuntime().availableProcessors());

  /// How many calls of one kind wait for a thread, unless [#limit] says otherwise.
  int WAITING_MAX = 10_000;

  /// How long interrupted calls have at most to end when the reactor stops, in milliseconds.
  long GRACE_MILLIS = 1_000;

  /// Changes the limits of one kind. Calls that run or wait already stay as they are.
  ///
  /// @param threadsMax how many run at once
  /// @param waitingMax how many may wait; zero refuses what cannot run at once
  /// @throws IllegalArgumentException if `threadsMax` is less than 1 or `waitingMax` is negative
  void limit(ThreadKind kind, int threadsMax, int waitingMax);

  /// How the threads of one kind are doing.
  ThreadCounts counts(ThreadKind kind);
}
