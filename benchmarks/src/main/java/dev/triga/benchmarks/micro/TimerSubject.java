package dev.triga.benchmarks.micro;

/// A timer facility under test. One exists per measuring JVM.
public interface TimerSubject extends AutoCloseable {
  /// Runs the work where this facility's timers are at home (its own thread if it has one) and
  /// waits until it is done.
  void runAtHome(Runnable work);

  /// Schedules the task; called by the work that runs at home.
  ///
  /// @return what [#cancel] takes
  Object schedule(Delay delay, Runnable task);

  /// Cancels a call that has not run.
  void cancel(Object call);

  @Override
  void close();

  /// The contestant with this name.
  static TimerSubject open(String name) {
    return switch (name) {
      case "triga-epoll" -> new TrigaTimers("epoll");
      case "triga-nio" -> new TrigaTimers("nio");
      case "netty-loop" -> new NettyLoopTimers();
      case "netty-wheel" -> new NettyWheelTimers();
      case "jdk-scheduled" -> new JdkTimers();
      default -> throw new IllegalArgumentException("Unknown timers " + name);
    };
  }
}
