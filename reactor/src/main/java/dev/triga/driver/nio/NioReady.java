package dev.triga.driver.nio;

/// What hangs on a selection key.
interface NioReady {
  /// The selector found these operations ready.
  void ready(int readyOps);

  /// The driver closes: free what is ours without a word.
  void driverClosed();
}
