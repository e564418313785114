package dev.triga.http;

import dev.triga.loop.ReportPace;
import dev.triga.reactor.Reactor;

/// A log of the user's on one reactor: when it throws, the connection goes on, and the reactor's
/// log is told at a pace that leaves room for others. On the turn.
final class ContainedLog implements AccessLog {
  private final AccessLog log;
  private final Reactor reactor;
  private final ReportPace pace = new ReportPace();

  ContainedLog(AccessLog log, Reactor reactor) {
    this.log = log;
    this.reactor = reactor;
  }

  @Override
  public void ended(AccessEntry entry) {
    try {
      log.ended(entry);
    } catch (Throwable failure) {
      Fatal.raise(failure);
      if (pace.mayReport(reactor.clock().nanoTime())) {
        reactor.log().error("the access log failed" + pace.leftOut("failures"), failure);
      }
    }
  }
}
