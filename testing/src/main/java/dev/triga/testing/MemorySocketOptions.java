package dev.triga.testing;

import dev.triga.driver.StreamOptions;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;

/// The options of a socket in memory: they are remembered and change nothing.
final class MemorySocketOptions {
  private final Map<SocketOption<?>, Object> values = new HashMap<>();

  MemorySocketOptions() {
    values.put(StandardSocketOptions.SO_SNDBUF, MemoryNetwork.DEFAULT_WINDOW_BYTES);
    values.put(StandardSocketOptions.SO_RCVBUF, MemoryNetwork.DEFAULT_WINDOW_BYTES);
    values.put(StandardSocketOptions.SO_LINGER, -1);
    values.put(StandardSocketOptions.SO_REUSEADDR, false);
    begin(StreamOptions.DEFAULT);
  }

  void begin(StreamOptions options) {
    values.put(StandardSocketOptions.TCP_NODELAY, options.noDelay());
    values.put(StandardSocketOptions.SO_KEEPALIVE, options.keepAlive());
    if (options.sendBufferBytes() > 0) {
      values.put(StandardSocketOptions.SO_SNDBUF, options.sendBufferBytes());
    }
    if (options.receiveBufferBytes() > 0) {
      values.put(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
    }
  }

  <T> T value(SocketOption<T> option) {
    var value = values.get(option);
    if (value == null) {
      throw unknown(option);
    }
    return option.type().cast(value);
  }

  <T> void set(SocketOption<T> option, T value) {
    if (!values.containsKey(option)) {
      throw unknown(option);
    }
    values.put(option, value);
  }

  private static UnsupportedOperationException unknown(SocketOption<?> option) {
    return new UnsupportedOperationException(
        "the memory driver does not know the socket option " + option.name());
  }
}
