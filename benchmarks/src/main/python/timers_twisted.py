"""Twisted's callLater beside the timers of timers: schedule and cancel, or schedule and fire.

usage: timers_twisted.py scheduleCancel|scheduleFire OUTSTANDING SECONDS

Prints one JSON line with what happened in the window, or "skip REASON" without Twisted.
"""

import random
import sys
import time

BATCH = 10_000
HOUR = 3600.0


class Window:
    """Runs batches, each in a pass of the reactor of its own, until the time is up."""

    def __init__(self, reactor, batch, seconds):
        self.reactor = reactor
        self.batch = batch
        self.seconds = seconds
        self.operations = 0

    def begin(self):
        self.started = time.monotonic_ns()
        self.cpu = time.process_time_ns()
        self.batch(self.ended)

    def ended(self):
        self.operations += BATCH
        nanos = time.monotonic_ns() - self.started
        if nanos < self.seconds * 1e9:
            self.reactor.callLater(0, self.batch, self.ended)
            return
        cpu = time.process_time_ns() - self.cpu
        print('{"operations":%d,"nanos":%d,"cpuNanos":%d}' % (self.operations, nanos, cpu))
        self.reactor.stop()


def schedule_cancel(reactor):
    delays = [random.uniform(0.001, 60) for _ in range(4096)]

    def batch(ended):
        for i in range(BATCH):
            reactor.callLater(delays[i % 4096], int).cancel()
        ended()

    return batch


def schedule_fire(reactor):
    delays = [random.uniform(0.001, 0.010) for _ in range(4096)]

    def batch(ended):
        left = BATCH

        def fired():
            nonlocal left
            left -= 1
            if left == 0:
                ended()

        for i in range(BATCH):
            reactor.callLater(delays[i % 4096], fired)

    return batch


def main(kind, outstanding, seconds):
    try:
        from twisted.internet import reactor
    except ImportError as e:
        print("skip no Twisted for python3: %s" % e)
        return
    random.seed(20261120)
    batch = {"scheduleCancel": schedule_cancel, "scheduleFire": schedule_fire}[kind](reactor)

    def start():
        for i in range(outstanding):
            reactor.callLater(HOUR + i * 1e-6, int)
        reactor.callLater(0, Window(reactor, batch, seconds).begin)

    reactor.callWhenRunning(start)
    reactor.run(installSignalHandlers=False)


main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
