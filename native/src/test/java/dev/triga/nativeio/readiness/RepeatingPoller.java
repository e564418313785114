package dev.triga.nativeio.readiness;

/// Epoll under the terms of select and poll: it reports states, again in each wait. With it the
/// parts that all readiness drivers share are tested for those that cannot report edges.
final class RepeatingPoller extends Poller {
  private final EpollPoller epoll;

  RepeatingPoller(EpollPoller epoll) {
    super(epoll.memory);
    this.epoll = epoll;
  }

  @Override
  boolean reportsEdges() {
    return false;
  }

  @Override
  int add(Registration registration) {
    return epoll.add(registration);
  }

  @Override
  int change(Registration registration) {
    return epoll.change(registration);
  }

  @Override
  int remove(Registration registration) {
    return epoll.remove(registration);
  }

  @Override
  void closing(Registration registration) {
    epoll.closing(registration);
  }

  @Override
  int await(long timeoutNanos) {
    return epoll.await(timeoutNanos);
  }

  @Override
  long token(int index) {
    return epoll.token(index);
  }

  @Override
  int readiness(int index) {
    return epoll.readiness(index);
  }

  @Override
  void close() {
    epoll.close();
  }
}
