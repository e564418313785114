package dev.triga.loop;

/// A task of the reactor's own, which no user scheduled: left out where users look at their calls.
record Upkeep(Runnable task) implements Runnable {
  @Override
  public void run() {
    task.run();
  }
}
