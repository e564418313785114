package dev.triga.driver;

/// Where a watch delivers. Called on the turn; never throws.
public interface WatchSink {
  /// Reading would not block (data, end of stream or an error is there to be read).
  void readable();

  /// Writing would not block.
  void writable();

  /// The descriptor was closed or is otherwise beyond watching; the watch has ended.
  void gone(String reason);
}
